import io
import json
from datetime import timedelta

from openpyxl import load_workbook

from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..metering import QUANTITY_DIGITS
from ..models.client.durations import find_durations
from .common import TODAY, PrepaidCommon

HOURS = "[h]:mm"
# No list shows it: it is for the refill's own verbs.
WITHOUT_UNIT = {"prepaid.refill.trusted_quantity"}


class ExportCommon(PrepaidCommon, HttpCase):
    """Reads sheets back, as a spreadsheet does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.user | cls.technician:
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.contract = cls._contract(600)
        cls.money_plan = cls._plan(
            "Money", unit="money", currency_id=cls.company.currency_id.id
        )
        cls._rate(cls.money_plan, price_hour=90)
        cls.payer = cls.partner_a
        cls.money_contract = cls._contract(
            500, client=cls.payer, plan=cls.money_plan, is_default=True
        )
        cls.money_task = cls._task("Advice", cls._project("Advice", cls.payer))
        cls.minutes = (7, 25, 61, 90)
        cls.lines = cls.env["account.analytic.line"].concat(
            *(cls._log(cls, minutes) for minutes in cls.minutes)
        )
        cls.money_line = cls._log(cls, 20, task=cls.money_task)

    def _export(self, model, names, domain=(), user=None, kind="xlsx", **over):
        """Return the answer to a list that is exported as its user's browser asks."""
        user = user or self.user
        self.authenticate(user.login, user.login)
        data = {
            "model": model,
            "fields": [
                {
                    "name": name,
                    "label": name,
                    "type": self._get_type(model, name),
                }
                for name in names
            ],
            "ids": False,
            "domain": list(domain),
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        form = {
            "data": json.dumps(data | over),
            "csrf_token": Request.csrf_token(self),
        }
        return self.url_open(f"/web/export/{kind}", form)

    def _get_type(self, model, path):
        *parents, name = path.split("/")
        for parent in parents:
            model = self.env[model]._fields[parent].comodel_name
        return self.env[model]._fields[name].type

    def _read(self, answer):
        self.assertEqual(answer.status_code, 200)
        return list(load_workbook(io.BytesIO(answer.content)).active.iter_rows())

    @staticmethod
    def _get_minutes(*cells):
        """Return what a spreadsheet adds up: parts of days, read as durations."""
        return sum((cell.value for cell in cells), timedelta()) / timedelta(minutes=1)

    def _read_list(self, *arguments, **over):
        """Return the cells of the rows below the header."""
        return self._read(self._export(*arguments, **over))[1:]


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestExport(ExportCommon):
    """Sheets of lists hold time that a spreadsheet adds up."""

    def assertDuration(self, cell, minutes):
        self.assertEqual(cell.number_format.split(";")[0], HOURS)
        self.assertEqual(self._get_minutes(cell), minutes)

    def test_each_quantity_of_time_is_found(self):
        """A quantity without a readable unit would be exported as bare minutes."""
        lost = set()
        for model in self.env.values():
            ours = {
                name
                for name, field in model._fields.items()
                if field._modules == ("sale_timesheet_prepaid",)
                and (
                    (field.type == "float" and field._digits == QUANTITY_DIGITS)
                    or (field.type == "integer" and name.endswith("minutes"))
                )
            }
            if ours and not model._abstract and not model._transient:
                found = find_durations(model, ours)
                lost |= {f"{model._name}.{name}" for name in ours - found.keys()}
        self.assertEqual(lost, WITHOUT_UNIT)

    def test_time_of_the_ledger_adds_up(self):
        domain = [("contract_id", "=", self.contract.id), ("kind", "=", "draw")]
        names = ["name", "worked_minutes", "metered_minutes", "quantity"]
        rows = self._read_list("prepaid.entry", names, domain)
        self.assertEqual(len(rows), len(self.minutes))
        for at, sign in enumerate((1, 1, -1), 1):
            cells = [row[at] for row in rows]
            for cell in cells:
                self.assertIn(HOURS, cell.number_format)
            self.assertEqual(self._get_minutes(*cells), sign * sum(self.minutes))

    def test_a_negative_time_says_itself(self):
        domain = [("contract_id", "=", self.contract.id), ("kind", "=", "draw")]
        rows = self._read_list("prepaid.entry", ["quantity"], domain, groupby=[])
        formats = {row[0].number_format for row in rows}
        self.assertIn('[h]:mm;"-1:01"', formats)

    def test_money_stays_money(self):
        contracts = self.contract + self.money_contract
        names = ["name", "balance", "plan_id/low_threshold"]
        rows = self._read_list("prepaid.contract", names, [("id", "in", contracts.ids)])
        balances = {row[0].value: row[1] for row in rows}
        self.assertDuration(balances[self.contract.name], 600 - sum(self.minutes))
        money = balances[self.money_contract.name]
        self.assertEqual(money.value, 470)
        self.assertEqual(money.number_format, "#,##0.00")
        self.assertEqual(len(rows[0]), len(names))

    def test_a_report_has_no_ids_to_export(self):
        """Odoo leaves their column out; time stays where it is all the same."""
        invoice = self._bill()
        self._pay(invoice)
        names = ["id", "contract_id", "granted", "sold"]
        domain = [("move_id", "=", invoice.id)]
        head = self._user("head", "account.group_account_readonly")
        head.group_ids += self.env.ref("base.group_allow_export")
        rows = self._read_list("prepaid.deferred.report", names, domain, user=head)
        self.assertDuration(rows[0][1], 600)
        self.assertEqual(rows[0][2].value, 1000)

    def test_the_unit_is_found_behind_a_link(self):
        names = ["contract_id/balance", "contract_id", "quantity"]
        domain = [("contract_id", "in", (self.contract + self.money_contract).ids)]
        rows = self._read_list("prepaid.grant", names, domain)
        time = [row for row in rows if HOURS in row[0].number_format]
        self.assertEqual(len(rows), 2)
        self.assertEqual(len(time), 1)
        self.assertDuration(time[0][2], 600)

    def test_totals_of_groups(self):
        contracts = self.contract + self.money_contract
        domain = [("contract_id", "in", contracts.ids), ("kind", "=", "draw")]
        names = ["name", "quantity", "worked_minutes"]
        rows = self._read_list(
            "prepaid.entry", names, domain, groupby=["contract_id", "kind"]
        )
        totals = {(row[0].value or "").strip(): row for row in rows if row[0].font.b}
        worked = {
            key: self._get_minutes(row[2])
            for key, row in totals.items()
            if key.startswith(("PH", self.contract.name, self.money_contract.name))
        }
        self.assertEqual(set(worked.values()), {sum(self.minutes), 20})
        quantities = {row[1].value for row in totals.values()}
        self.assertIn(-30, quantities)
        self.assertIn(-timedelta(minutes=sum(self.minutes)), quantities)

    def test_minutes_and_money_have_no_total(self):
        contracts = self.contract + self.money_contract
        domain = [("contract_id", "in", contracts.ids), ("kind", "=", "draw")]
        names = ["name", "quantity", "worked_minutes"]
        rows = self._read_list("prepaid.entry", names, domain, groupby=["kind"])
        self.assertFalse(rows[0][1].value)
        self.assertDuration(rows[0][2], sum(self.minutes) + 20)

    def test_what_is_imported_again_stays_as_it_is_stored(self):
        names = ["id", "balance"]
        domain = [("id", "=", self.contract.id)]
        rows = self._read_list("prepaid.contract", names, domain, import_compat=True)
        self.assertEqual(rows[0][1].value, 600 - sum(self.minutes))

    def test_csv_stays_as_it_is(self):
        domain = [("id", "=", self.contract.id)]
        answer = self._export("prepaid.contract", ["balance"], domain, kind="csv")
        self.assertIn(str(600.0 - sum(self.minutes)), answer.text)

    def test_hours_beside_ours_count_alike(self):
        domain = [("id", "in", self.lines.ids)]
        names = ["name", "unit_amount", "metered_minutes"]
        rows = self._read_list("account.analytic.line", names, domain)
        for row in rows:
            self.assertEqual(row[1].value, row[2].value)
            self.assertEqual(row[1].number_format, HOURS)
        hours = self._read_list("account.analytic.line", names[:2], domain)
        self.assertEqual(
            round(sum(row[1].value for row in hours), 6),
            round(sum(self.minutes) / 60, 6),
        )

    def test_other_lists_are_left_alone(self):
        answer = self._export("res.partner", ["name", "color"], [("id", "=", 1)])
        self.assertEqual(self._read(answer)[1][1].number_format, "General")

    def test_names_of_units_may_be_of_any_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user.lang = "fr_FR"
        domain = [("id", "=", self.contract.id)]
        rows = self._read_list("prepaid.contract", ["balance"], domain)
        self.assertDuration(rows[0][0], 600 - sum(self.minutes))

    def test_who_reads_no_prices_reads_none_in_a_sheet(self):
        domain = [("id", "=", self.money_line.id)]
        names = ["name", "prepaid_quantity"]
        with mute_logger("odoo.addons.web.controllers.export", "odoo.http"):
            answer = self._export(
                "account.analytic.line", names, domain, user=self.technician
            )
        self.assertEqual(answer.status_code, 500)
        self.assertNotIn("30.0", answer.text)
        names = ["name", "metered_minutes"]
        rows = self._read_list(
            "account.analytic.line", names, domain, user=self.technician
        )
        self.assertDuration(rows[0][1], 20)

    def test_pivot(self):
        table = {
            "model": "prepaid.entry",
            "title": "Work",
            "measure_count": 2,
            "col_group_headers": [
                [{"title": "Total", "width": 2, "height": 1, "is_bold": False}]
            ],
            "measure_headers": [
                {"title": "Worked", "is_bold": True, "prepaid_measure": name}
                for name in ("worked_minutes", "rate")
            ],
            "rows": [
                {
                    "title": "Total",
                    "indent": 0,
                    "values": [{"is_bold": True, "value": v} for v in (183, 2)],
                },
                {
                    "title": "Azure",
                    "indent": 1,
                    "values": [{"value": value} for value in ("", 2)],
                },
            ],
        }
        self.authenticate(self.user.login, self.user.login)
        for is_ours in (True, False):
            if not is_ours:
                for header in table["measure_headers"]:
                    del header["prepaid_measure"]
            form = {
                "data": json.dumps(table),
                "csrf_token": Request.csrf_token(self),
            }
            rows = self._read(self.url_open("/web/pivot/export_xlsx", form))
            total, azure = rows[2], rows[3]
            if is_ours:
                self.assertDuration(total[1], 183)
            else:
                self.assertEqual(total[1].value, 183)
            self.assertTrue(total[1].font.b)
            self.assertEqual([total[2].value, azure[2].value], [2, 2])
            self.assertFalse(azure[1].value)
