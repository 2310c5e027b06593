import inspect
import re

from odoo.fields import Domain
from odoo.tests import tagged

from .common import PrepaidCommon

# How code reads the rules of a place, and how it writes their source into a text.
READS = re.compile(
    r"_find_rules|_get_(\w+_)?rules?\(\)|\"prepaid\.jurisdiction\"|_get_source_link"
)
WRITES = re.compile(r"_get_source_link|_name_with_source|_get_html|_get_bar_note")
# Where the source, or the rule with it, is one click away.
BESIDE = (
    "descendant::field[contains(@name, 'source') or contains(@name, 'jurisdiction')]"
    "|descendant::button[contains(@name, 'jurisdiction') or @name='%s']"
)
SAID = re.compile(r"t-out=\"[^\"]*(rule\.reason|begin_text)")


@tagged("post_install", "-at_install")
class TestLawBeside(PrepaidCommon):
    """Whatever is told because of a rule has its source beside it.

    Found in the code: each text that a method computes from rules of a place.
    """

    def _get_told(self):
        """Return {(model, field): whether the text itself names the source}."""
        told, related = {}, []
        for model in self.env.registry.values():
            for name, field in model._fields.items():
                if field.type not in ("char", "text", "html"):
                    continue
                if field.related:
                    related.append((model, name, field))
                elif isinstance(field.compute, str) and "source" not in name:
                    code = inspect.getsource(getattr(model, field.compute))
                    if "prepaid" in str(field._module) and READS.search(code):
                        told[model._name, name] = bool(WRITES.search(code))
        for model, name, field in related:
            end = field.related_field
            if (end.model_name, end.name) in told:
                told[model._name, name] = told[end.model_name, end.name]
        return told

    def _get_screens(self, model, name):
        """Return the views, as people see them, that show a field."""
        found = self.env["ir.ui.view"].sudo()
        domain = Domain("model", "=", model) & Domain("arch_db", "ilike", f'"{name}"')
        for view in found.search(domain):
            while view.mode != "primary":
                view = view.inherit_id
            found |= view
        return found

    def _is_beside(self, node):
        action = self.env.ref("sale_timesheet_prepaid.prepaid_jurisdiction_action")
        for place in node.iterancestors():
            if place.xpath(BESIDE % action.id):
                return True
            if place.tag in ("page", "sheet", "form"):
                return False
        return False

    def test_each_text_of_a_rule_has_its_source_beside_it(self):
        told, shown = self._get_told(), set()
        self.assertGreater(len(told), 10, told)
        for (model, name), names_source in sorted(told.items()):
            for view in self._get_screens(model, name):
                arch = view._get_combined_arch()
                for node in arch.xpath(f"//field[@name='{name}']"):
                    shown.add(name)
                    with self.subTest(field=f"{model}.{name}", view=view.name):
                        self.assertTrue(names_source or self._is_beside(node))
        for name in ("law_warning", "prepaid_law_note", "vat_note", "withdrawal_text"):
            self.assertIn(name, shown)

    def test_each_page_that_tells_clients_of_a_rule_links_its_source(self):
        views = self.env["ir.ui.view"].sudo()
        views = views.search([("type", "=", "qweb"), ("key", "like", "prepaid")])
        pages = views.filtered(lambda view: SAID.search(view.arch_db))
        self.assertGreaterEqual(len(pages), 2)
        for page in pages:
            with self.subTest(page=page.key):
                self.assertRegex(page.arch_db, "_get_source_link|begin_source")

    def test_the_seller_changes_each_rule(self):
        rules = self.env["prepaid.jurisdiction"].with_user(self.manager).search([])
        rules.reason = "As counsel says"
        self.assertEqual(set(rules.mapped("reason")), {"As counsel says"})
