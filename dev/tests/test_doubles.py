"""Methods that a model has twice by chance."""

from tooling.doubles import find_doubles

REFILL = """
class Refill(models.Model):
    _inherit = "prepaid.refill"

    def _get_price(self):
        return 1
"""


def test_a_method_that_a_model_has_twice_is_named():
    found = find_doubles({"a.py": REFILL, "b.py": REFILL})
    assert found == ["b.py:5: prepaid.refill has _get_price from a.py:5 too"]


def test_who_calls_super_or_says_override_means_it():
    by_super = REFILL.replace("return 1", "return super()._get_price()")
    by_word = REFILL.replace("return 1", '"""Override: never."""')
    assert not find_doubles({"a.py": by_super, "b.py": REFILL, "c.py": by_word})


def test_another_model_is_another_matter():
    other = REFILL.replace("prepaid.refill", "prepaid.grant")
    plain = REFILL.replace('    _inherit = "prepaid.refill"\n', "")
    files = {"a.py": REFILL, "b.py": other, "c.py": plain, "d.py": plain}
    assert not find_doubles(files)
