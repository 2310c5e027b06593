import json

from odoo.tests import new_test_user, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY, PrepaidCommon
from odoo.addons.spreadsheet.utils import validate_data

ADDON = "spreadsheet_dashboard_sale_timesheet_prepaid"
KEEPER = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user"
# For whom each dashboard is, by the least rights.
READERS = {"contracts": KEEPER, "earnings": "account.group_account_readonly"}


@tagged("post_install", "-at_install")
class TestDashboards(PrepaidCommon):
    """What dashboards ask for exists, and those they are for may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboards = {
            name: cls.env.ref(f"{ADDON}.spreadsheet_dashboard_{name}")
            for name in READERS
        }

    def _load(self, name):
        return json.loads(self.dashboards[name].sudo().spreadsheet_data)

    def _reader(self, group):
        vals = {"company_id": self.company.id, "company_ids": self.company.ids}
        return new_test_user(self.env, f"reader {group}", groups=group, **vals)

    def _read(self, rows, pivot):
        """Read a pivot as the page does."""
        groups = [
            f"{one['fieldName']}:{one['granularity']}"
            if one.get("granularity")
            else one["fieldName"]
            for one in (*pivot["rows"], *pivot["columns"])
        ]
        measures = [
            one["id"] if ":" in one["id"] else "__count" for one in pivot["measures"]
        ]
        return rows.formatted_read_group(pivot["domain"], groups, measures)

    def test_all_that_is_named_exists(self):
        for name in READERS:
            page = self._load(name)
            for model, names in validate_data.fields_in_spreadsheet(page).items():
                for path in names:
                    with self.subTest(model=model, field=path):
                        self._find_field(model, path)
            for menu in validate_data.menus_xml_ids_in_spreadsheet(page):
                self.assertTrue(self.env.ref(menu).action, menu)

    def _find_field(self, model, path):
        for name in path.split("."):
            if name == "id":
                return
            field = self.env[model]._fields[name]
            model = field.comodel_name

    def test_its_readers_may_read_it_all(self):
        self._contract(600)
        self._log(30)
        for name, group in READERS.items():
            reader = self._reader(group)
            page = self._load(name)
            for pivot in page["pivots"].values():
                with self.subTest(dashboard=name, pivot=pivot["name"]):
                    self._read(self.env[pivot["model"]].with_user(reader), pivot)
            for one in page["lists"].values():
                with self.subTest(dashboard=name, list=one["name"]):
                    rows = self.env[one["model"]].with_user(reader)
                    order = f"{one['orderBy'][0]['name']} asc"
                    found = rows.search_read(one["domain"], one["columns"], order=order)
                    self.assertIsInstance(found, list)
            for chart in validate_data.odoo_charts(page):
                with self.subTest(dashboard=name, chart=chart["title"]["text"]):
                    data = chart["metaData"]
                    measure = data["measure"]
                    if measure != "__count":
                        measure += ":sum"
                    self.env[data["resModel"]].with_user(reader).formatted_read_group(
                        chart["searchParams"]["domain"], data["groupBy"], [measure]
                    )

    def test_each_filter_narrows_what_it_can(self):
        for name in READERS:
            page = self._load(name)
            sources = [
                *page["pivots"].values(),
                *page["lists"].values(),
                *validate_data.odoo_charts(page),
            ]
            for filter_ in page["globalFilters"]:
                found = [
                    one for one in sources if filter_["id"] in one["fieldMatching"]
                ]
                self.assertTrue(found, filter_["label"])
            for one in sources:
                self.assertIn("company", one["fieldMatching"])

    def test_technicians_and_clients_do_not_see_them(self):
        for group in ("hr_timesheet.group_hr_timesheet_user", "base.group_portal"):
            stranger = self._reader(group)
            for dashboard in self.dashboards.values():
                self.assertFalse(
                    dashboard.with_user(stranger).sudo(False).has_access("read")
                )
        keeper = self._reader(KEEPER)
        self.assertTrue(
            self.dashboards["contracts"].with_user(keeper).has_access("read")
        )
        self.assertFalse(
            self.dashboards["earnings"].with_user(keeper).has_access("read")
        )

    def test_figures_are_those_of_the_ledger(self):
        contract = self._contract(600)
        money = self._contract(
            plan=self._plan(
                "Money", unit="money", currency_id=self.company.currency_id.id
            ),
            is_default=False,
        )
        self._grant(money, 500)
        for minutes in (10, 25):
            self._log(minutes, day=TODAY)
        page = self._load("contracts")
        pivot = next(
            one for one in page["pivots"].values() if one["name"] == "Credit by month"
        )
        reader = self._reader(KEEPER)
        rows = self._read(self.env["prepaid.entry"].with_user(reader), pivot)
        sums = {}
        for row in rows:
            sums[row["kind"]] = sums.get(row["kind"], 0) + row["quantity:sum"]
        entries = contract.entry_ids
        for kind in ("grant", "draw"):
            naive = sum(e.quantity for e in entries if e.kind == kind)
            self.assertEqual(sums[kind], naive)
