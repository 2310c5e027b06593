"""Mutants: which there are, and that each is one change."""

import ast

import pytest

from tooling import mutation

WHOLE = '''
class Grant:
    def left(self, drawn):
        """Return what is left."""
        return self.sold - drawn
'''


def mutants(body):
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    source = f"def act(a, b):\n{indented}\n"
    found = mutation.find_mutants(source, "act.py")
    return [ast.unparse(mutation.mutate(source, mutant)) for mutant in found]


def shown(body):
    return [text.split("\n", 1)[1].strip() for text in mutants(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a < b", ["return a <= b"]),
        ("return a and b", ["return a or b"]),
        ("return not a", ["return a"]),
        ("return a - b", ["return a + b"]),
        ("return a | b", ["return a & b"]),
        ("return 7", ["return 8"]),
        ("return True", ["return False"]),
        ("return min(a, b)", ["return max(a, b)"]),
        ("return [x for x in a if x]", ["return [x for x in a]"]),
        ("return a if b else None", ["return a if not b else None"]),
        ("a.write(b)", ["pass"]),
        ("raise a", ["pass"]),
        ("a += b", ["a -= b"]),
    ],
)
def test_what_people_get_wrong_is_changed(body, expected):
    assert shown(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        '"""Return a."""\nreturn a',
        'return a + "words"',
        'a.env._("The number %(n)s.", n=1)',
        'a.message_post(body="1")',
        "a.ensure_one()",
        "return a.search(b, limit=1)",
        "return a",
    ],
)
def test_words_are_not_changed(body):
    assert mutants(body) == []


def test_each_mutant_has_one_change_and_a_name_that_stays():
    (mutant,) = mutation.find_mutants(WHOLE, "grant.py")
    assert mutant.function == "Grant.left"
    assert mutant.change == "self.sold - drawn → self.sold + drawn"
    moved = mutation.find_mutants("\n\n" + WHOLE, "grant.py")
    assert [mutant] == moved


def test_two_changes_that_read_alike_have_two_names():
    found = mutation.find_mutants("def act(a):\n    return a(True, True)\n", "a.py")
    assert [m.change for m in found] == ["True → False", "True → False (2)"]


def test_a_mutant_is_where_its_statement_runs():
    source = "def act(a, b):\n    if (\n        a\n        < b\n    ):\n        b()\n"
    compare, call = mutation.find_mutants(source, "a.py")
    assert compare.line == 2
    assert compare.statement == (1, 4)
    assert call.statement == (5, 5)


def test_what_a_method_inherits_can_be_left_out():
    """A forgotten super() is a mistake that people make, so it must be possible."""
    source = (
        "class Base:\n    def act(self):\n        self.done = 1\n"
        "class Grant(Base):\n    def act(self):\n        super().act()\n"
    )
    (mutant,) = [
        mutant
        for mutant in mutation.find_mutants(source, "a.py")
        if mutant.function == "Grant.act"
    ]
    found = {}
    exec(compile(mutation.mutate(source, mutant), "a.py", "exec"), found)
    assert found["Grant"].act.__code__.co_freevars == ("__class__",)
    grant = found["Grant"]()
    grant.act()
    assert not hasattr(grant, "done")
