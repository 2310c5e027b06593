import re

from lxml import etree

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import file_open
from odoo.tools.safe_eval import safe_eval

from .common import PrepaidCommon
from .state_colours import COLOURS, FOUND_ELSEWHERE, INTERNAL, LEVEL, PLAIN

MODULE = "sale_timesheet_prepaid"
NAME = re.compile(r"(?<!['\w])[a-z_]\w*")


def get_decorations(node):
    return {
        attribute.removeprefix("decoration-"): expression
        for attribute, expression in node.attrib.items()
        if attribute.startswith("decoration-")
    }


def get_classes(node):
    return (node.get("class") or "").split()


def evaluate(expression, name, value):
    """Evaluate an expression of a view at a state, when all else holds."""
    names = set(NAME.findall(expression)) - {"and", "or", "not", "in"}
    return safe_eval(expression, dict.fromkeys(names, 1) | {name: value})


def get_colours(node, name, value):
    """Return the colours that a node of a view has at a state."""
    return {
        colour
        for colour, expression in get_decorations(node).items()
        if colour != "bf"
        and name in NAME.findall(expression)
        and evaluate(expression, name, value)
    }


def picks(leaf, state):
    """Tell whether a condition of a domain finds a state."""
    values = leaf.value if leaf.operator.endswith("in") else [leaf.value]
    return (state in values) == (leaf.operator in ("=", "in"))


@tagged("post_install", "-at_install")
class TestStatesInViews(PrepaidCommon):
    """Each state has its colour and its filter in the back office."""

    def _get_views(self):
        """Return our views, and those of others that ours extend."""
        views = self.env["ir.ui.view"].search([("model", "!=", False)])
        views = views.filtered(lambda view: (view.xml_id or "").startswith(MODULE))
        while extensions := views.filtered(lambda view: view.mode == "extension"):
            views = views - extensions | extensions.inherit_id
        return views

    def _get_nodes(self):
        """Return (view, model, node) of all that the views show."""
        for view in self._get_views():
            if view.type in ("form", "list", "kanban"):
                yield from self._walk(view, view.model, self._get_arch(view))

    def _get_arch(self, view):
        arch = etree.fromstring(view.with_context(lang=None).get_combined_arch())
        for node in arch.iterfind("field"):
            if arch.tag == "kanban":
                # What the cards need, not what they show.
                arch.remove(node)
        return arch

    def _walk(self, view, model, node):
        yield view, model, node
        field = self.env[model]._fields.get(node.get("name", ""))
        if node.tag == "field" and field is not None and field.relational:
            model = field.comodel_name
        for child in node.iterchildren(etree.Element):
            yield from self._walk(view, model, child)

    def _get_shown(self):
        """Return (view, node, colours of its field) of each state that is shown."""
        for view, model, node in self._get_nodes():
            colours = COLOURS.get((model, node.get("name")))
            hidden = {node.get("invisible"), node.get("column_invisible")}
            if node.tag == "field" and colours and not hidden & {"1", "True"}:
                yield view, node, colours

    def _get_told(self):
        """Return (view, node, state's name, its colours) of all that states colour."""
        for view, model, node in self._get_nodes():
            used = set(NAME.findall(" ".join(get_decorations(node).values())))
            for name in used:
                if (model, name) in COLOURS:
                    yield view, node, name, COLOURS[model, name]

    def _get_found(self, view, name, states):
        """Return the states that the filters of a view find, and not just all."""
        found = set()
        for node in self._get_arch(view).iter("filter"):
            domain = Domain(safe_eval(node.get("domain", "[]"), {"uid": self.env.uid}))
            for leaf in domain.iter_conditions():
                if leaf.field_expr == name:
                    picked = {state for state in states if picks(leaf, state)}
                    found |= picked if picked != states else set()
        return found

    def test_each_selection_is_a_state_with_colours_or_plain_words(self):
        for model in self.env.registry.values():
            for field in model._fields.values():
                is_ours = field._module == MODULE and field.type == "selection"
                if is_ours and not model._transient and not model._abstract:
                    with self.subTest(model=model._name, field=field.name):
                        is_state = (model._name, field.name) in COLOURS
                        self.assertNotEqual(is_state, field.name in PLAIN)

    def test_each_value_of_a_state_has_a_colour(self):
        for (model, name), colours in COLOURS.items():
            field = self.env[model]._fields[name]
            with self.subTest(model=model, field=name):
                self.assertEqual(set(field.get_values(self.env)), set(colours))

    def test_each_state_that_a_view_shows_looks_like_one(self):
        seen = set()
        for view, node, colours in self._get_shown():
            with self.subTest(view=view.xml_id, field=node.get("name")):
                seen.add((view.xml_id, node.get("name")))
                self.assertTrue(
                    node.get("widget") in ("badge", "statusbar")
                    or get_decorations(node)
                    or any("alert" in get_classes(x) for x in node.iterancestors())
                )
            if node.get("widget") == "badge":
                self._check_badge(view, node, colours)
        self.assertGreater(len(seen), 15)

    def _check_badge(self, view, node, colours):
        name = node.get("name")
        for value, colour in colours.items():
            is_hidden = evaluate(node.get("invisible", "0"), name, value)
            with self.subTest(view=view.xml_id, field=name, value=value):
                if is_hidden:
                    self.assertEqual(value, "none", "Only what is fine may go untold.")
                else:
                    self.assertEqual(get_colours(node, name, value), {colour})

    def test_each_level_warns_and_no_state_has_another_colour(self):
        seen = set()
        for view, node, name, colours in self._get_told():
            seen.add((view.xml_id, name))
            for value, colour in colours.items():
                with self.subTest(view=view.xml_id, field=name, value=value):
                    found = get_colours(node, name, value)
                    self.assertLessEqual(found, {colour})
                    if colours is LEVEL and colour in ("warning", "danger"):
                        self.assertTrue(found)
        self.assertGreater(len(seen), 15)

    def test_a_filter_finds_each_state(self):
        searches = self._get_views().filtered(lambda view: view.type == "search")
        for (model, name), colours in COLOURS.items():
            field = self.env[model]._fields[name]
            if (model, name) in FOUND_ELSEWHERE:
                continue
            if field._description_searchable and name not in INTERNAL:
                with self.subTest(model=model, field=name):
                    found = set()
                    for view in searches.filtered(lambda v, m=model: v.model == m):
                        found |= self._get_found(view, name, set(colours))
                    self.assertEqual(found, set(colours))

    def test_scripts_and_styles_know_each_level(self):
        for path in (
            "src/prepaid_balance_bar/prepaid_balance_bar.js",
            "src/prepaid_meter/elapsed.js",
        ):
            with file_open(f"{MODULE}/static/{path}") as source:
                known = set(re.findall(r"^    (\w+): [{\"]", source.read(), re.M))
            self.assertLessEqual(set(LEVEL), known, path)
        with file_open(f"{MODULE}/static/src/portal/prepaid_portal.scss") as source:
            known = set(re.findall(r'data-level="(\w+)"', source.read()))
        # The client's page tells credit that was never there from credit that is used.
        self.assertEqual(known, set(LEVEL) - {"none"} | {"new"})
