import logging
import os

from odoo.tests import freeze_time, tagged

from .common_opening import OPENING
from .common_opening_import import OpeningImportCommon

_logger = logging.getLogger(__name__)
# Rows of the spreadsheet, the clients among whom they are, and how long it may take.
ROWS, CLIENTS, SECONDS_MOST = 2000, 500, 60
# What is wrong with a row, and what the check must say of it.
FAULTS = [
    ({"Customer": "Nobody Ltd"}, "No customer is called"),
    ({"Customer": "Twin"}, "Several customers are called"),
    ({"Customer": "Gone"}, "is archived"),
    ({"Customer": ""}, "There is no customer"),
    ({"Plan": "Nothing"}, "No plan is called"),
    ({"Plan": "Old hours"}, "The plan “Old hours” is archived"),
    ({"Plan": "Their hours"}, "belongs to"),
    ({"Credit_Left": ""}, "There is no credit"),
    ({"Credit_Left": "ten"}, "is no number"),
    ({"Credit_Left": "-2"}, "is below zero"),
    ({"Credit_Left": "0"}, "Nothing is left"),
    ({"Credit_Left": "1.34"}, "more decimals than the unit"),
    ({"Credit_Left": "99999999"}, "more than any client has"),
    ({"Unit": "EUR"}, "the plan counts"),
    ({"Price_Paid": "-5.00"}, "is negative"),
    ({"Price_Paid": "much"}, "The price “much” is no number"),
    ({"Price_Paid": ""}, "There is no price"),
    ({"Currency": "EUR"}, "The row is in EUR"),
    ({"Bought_on": ""}, "no date of the purchase"),
    ({"Bought_on": "soon"}, "is no date of a purchase"),
    ({"Bought_on": "2027-01-01"}, "in the future"),
    ({"Bought_on": "2026-02-01"}, "after the opening date"),
    ({"Expires": "2025-01-01"}, "before it was bought"),
    ({"Expires": "2025-12-31"}, "It expired on"),
    ({"Reference": "R-0"}, "is in row 2 too"),
    ({"Reference": "KNOWN"}, "already imported with other figures"),
    ({"Customer": "#REF!"}, "is the error of a spreadsheet"),
    ({"Credit_Left": "=SUM(A1)"}, "is a formula"),
]


def _get_seconds():
    """Return how long this process has worked: other work on the machine counts not."""
    spent = os.times()
    return spent.user + spent.system


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16")
class TestOpeningMany(OpeningImportCommon):
    """A provider with hundreds of clients is live in an afternoon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].create(
            [{"name": f"Client {number}"} for number in range(CLIENTS)]
            + [{"name": name} for name in ("Twin", "twin ")]
            + [{"name": "Gone", "active": False}]
        )
        cls._plan("Old hours", active=False)
        other = cls.setup_other_company()["company"]
        cls._plan("Their hours", company_id=other.id)
        cls.bookkeeper.company_ids += other

    def _rows(self):
        return [
            self._row(
                Customer=f"Client {number % CLIENTS}",
                Credit_Left=f"{number % 7 + 1}.5",
                Price_Paid=f"{number % 997}.{number % 100:02}",
                Expires="2026-12-31" if number % 2 else "",
                Reference=f"R-{number}",
            )
            for number in range(ROWS)
        ]

    def _spoil(self, rows):
        """Put 40 faults into rows, no two into one; return {row's line: what}."""
        expected = {}
        for number in range(40):
            change, what = FAULTS[number % len(FAULTS)]
            place = 10 + 40 * number
            base = {"Reference": f"S-{number}", "Customer": "Client 1"}
            rows[place] = self._row(**(base | change))
            expected[place + 2] = what
        return expected

    def test_two_thousand_rows_with_forty_faults_then_mended(self):
        self._import(self._row(Reference="KNOWN"))
        before = self._count()
        rows = self._rows()
        expected = self._spoil(rows)
        self.assertGreaterEqual(len({what for what in expected.values()}), 15)
        assistant = self._assistant(*rows).with_context(
            allowed_company_ids=self.bookkeeper.company_ids.ids
        )
        started = _get_seconds()
        assistant.action_check()
        checked = _get_seconds() - started
        told = {flaw.line: flaw.what for flaw in assistant.flaw_ids}
        self.assertEqual(told.keys(), expected.keys())
        for line, what in expected.items():
            self.assertIn(what, told[line], line)
        self.assertTrue(all(assistant.flaw_ids.mapped("remedy")))
        self.assertEqual((len(told), assistant.flaw_count), (40, 40))
        assistant.action_import()
        self.assertEqual(self._count(), before)

        assistant.file = self._csv(self._rows())
        started = _get_seconds()
        assistant.action_check()
        self.assertEqual(assistant.state, "ready")
        assistant.action_import()
        self.env.flush_all()
        imported = _get_seconds() - started
        _logger.info("Checked in %.1f s, imported in %.1f s", checked, imported)
        self.assertLess(imported, SECONDS_MOST)
        own = [("kind", "=", "opening"), ("company_id", "=", self.company.id)]
        self.assertEqual(self.env["prepaid.grant"].search_count(own), ROWS + 1)
        self.assertTiesOutAlways()
        total = sum(round(float(row[4]), 2) for row in self._rows()) + 1000
        figures = self.company.sudo()._get_prepaid_tie_out(OPENING)
        self.assertEqual(figures["deferred"], round(total, 2))
