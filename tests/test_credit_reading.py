from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from ..models.importing.credit_reading import CreditLayout, read_credit
from ..models.importing.credit_sources import find_credit_table
from ..models.importing.sheet import read_sheet

TODAY = date(2026, 4, 15)
BLOCKS = (
    "id,ContractID,DatePurchased,StartDate,EndDate,Hours,HourlyRate,HoursApproved,"
    "IsPaid,InvoiceNumber,PaymentNumber,PaymentType,Status\n"
)
AGREEMENTS = (
    "id,name,type,company,startDate,endDate,noEndingDateFlag,cancelledFlag,"
    "applicationUnits,applicationLimit,applicationCycle,applicationUnlimitedFlag,"
    "carryOverUnused,allowOverruns,expiredDays\n"
)
PERIODS = (
    "id,contract_id,name,start_date,end_date,current,hours_added,hours_expired,"
    "hours_remaining,hours_used_this_period,amount_added,amount_remaining\n"
)
HISTORY = "client_name,date,hours,description,invoice_id,amount,expirydate\n"


def block(**over):
    facts = {
        "id": 77,
        "contract": 9,
        "end": "2027-03-31T00:00:00",
        "hours": "15.0",
        "rate": "80.0",
        "used": "2.25",
        "paid": "true",
        "status": 1,
    } | over
    return (
        "{id},{contract},2026-04-01T00:00:00,2026-04-01T00:00:00,{end},{hours},{rate},"
        "{used},{paid},F-9,,,{status}\n"
    ).format(**facts)


def agreement(**over):
    facts = {
        "end": "2027-03-31",
        "endless": "false",
        "cancelled": "false",
        "units": "Hours",
        "limit": 20,
        "cycle": "",
        "unlimited": "false",
    } | over
    return (
        "12,Block 20,Prepaid,Azure,2026-04-01,{end},{endless},{cancelled},{units},"
        "{limit},{cycle},{unlimited},false,true,0\n"
    ).format(**facts)


class TestCreditReading(BaseCase):
    """What credit other programs hold is read as it is left; owed is not credit."""

    def _read(self, text, **layout):
        sheet = read_sheet(text.encode("cp1252"))
        self.table = find_credit_table(sheet)
        return read_credit(sheet, self.table, CreditLayout(TODAY, **layout))

    def _rows(self, text, **layout):
        reading = self._read(text, **layout)
        self.assertEqual((reading.faults, reading.asks), ([], []))
        return reading.rows

    def assertFault(self, text, key):
        with self.subTest(key=key, text=text):
            reading = self._read(text)
            self.assertEqual([fault.key for fault in reading.faults], [key])
            self.assertFalse(reading.rows)

    # === AUTOTASK === #

    def test_a_block_is_what_is_left_at_its_rate(self):
        (row,) = self._rows(BLOCKS + block(), customers={"9": "Azure"})
        self.assertEqual((row.customer, row.plan), ("Azure", "9"))
        self.assertEqual((row.credit, row.unit), (Decimal("12.75"), "hours"))
        self.assertEqual(row.amount, Decimal("1020.00"))
        self.assertEqual((row.date, row.expiry), (date(2026, 4, 1), date(2027, 3, 31)))
        self.assertEqual((row.reference, row.line), ("77", 2))
        self.assertEqual(row.notes, ("approved_only",))
        self.assertEqual(self.table.unknown, [])

    def test_whose_a_block_is_stands_on_its_contract_and_is_never_guessed(self):
        (row,) = self._rows(BLOCKS + block())
        self.assertEqual(row.customer, "9")
        named = BLOCKS.replace("PaymentType", "Account Name")
        text = named + block().replace(",,1\n", ",Azure,1\n")
        self.assertEqual(self._rows(text)[0].customer, "Azure")

    def test_a_block_without_rate_has_no_price(self):
        (row,) = self._rows(BLOCKS + block(rate=""))
        self.assertIsNone(row.amount)
        self.assertIn("unpriced", row.notes)

    def test_blocks_that_are_no_credit_are_named(self):
        for over, key in (
            ({"paid": "false"}, "unpaid"),
            ({"end": "2026-03-31T00:00:00"}, "expired"),
            ({"status": 0}, "inactive"),
            ({"used": "15.25"}, "overdrawn"),
            ({"contract": ""}, "no_customer"),
            ({"hours": "many"}, "no_number"),
            ({"hours": "#REF!"}, "broken_cell"),
            ({"end": "soon"}, "no_date"),
            ({"end": "46000"}, "day_number"),
            ({"paid": "partly"}, "no_answer"),
            ({"id": "7" * 251}, "text_long"),
        ):
            self.assertFault(BLOCKS + block(**over), key)

    def test_a_block_that_is_used_up_is_told_and_a_number_twice_is_named(self):
        reading = self._read(BLOCKS + block(used="15.0") + block(id=78))
        self.assertEqual(reading.notes, [("used_up", 2)])
        self.assertEqual([row.reference for row in reading.rows], ["78"])
        reading = self._read(BLOCKS + block() + block(hours=20))
        self.assertEqual(
            [(fault.key, fault.line) for fault in reading.faults],
            [("reference_twice", 3)],
        )

    # === CONNECTWISE === #

    def test_an_agreement_of_hours_or_money(self):
        (row,) = self._rows(AGREEMENTS + agreement())
        self.assertEqual((row.customer, row.plan), ("Azure", "Prepaid"))
        self.assertEqual((row.credit, row.unit), (20, "hours"))
        self.assertEqual((row.amount, row.expiry), (None, date(2027, 3, 31)))
        self.assertEqual(row.notes, ("agreed_not_left", "unpriced"))
        (row,) = self._rows(AGREEMENTS + agreement(units="Amount", endless="true"))
        self.assertEqual((row.unit, row.expiry), ("money", None))

    def test_agreements_that_are_no_credit_are_named(self):
        for over, key in (
            ({"units": "Incidents"}, "incidents"),
            ({"cycle": "CalendarMonth"}, "cycle"),
            ({"unlimited": "true"}, "unlimited"),
            ({"cancelled": "true"}, "inactive"),
            ({"end": "2026-04-14"}, "expired"),
        ):
            self.assertFault(AGREEMENTS + agreement(**over), key)

    # === HALOPSA === #

    def test_only_the_current_period_counts(self):
        reading = self._read(
            PERIODS + "4,9,Mar 2026,2026-03-01,2026-03-31,false,10,0,3.5,6.5,,\n"
            "5,9,Apr 2026,2026-04-01,2026-04-30,true,10,0,6.5,3.5,,\n"
            "6,8,Apr 2026,2026-04-01,2026-04-30,true,,,,,500,120.50\n"
        )
        hours, money = reading.rows
        self.assertEqual(reading.notes, [("earlier_period", 2)])
        self.assertEqual((hours.credit, hours.unit), (Decimal("6.5"), "hours"))
        # What is left carries over: the end of a period is no last day.
        self.assertIsNone(hours.expiry)
        self.assertEqual((money.credit, money.unit), (Decimal("120.5"), "money"))
        self.assertEqual((hours.reference, hours.customer), ("9", "9"))

    def test_periods_that_contradict_themselves_are_named(self):
        both = "5,9,Apr 2026,2026-04-01,2026-04-30,true,10,0,6.5,3.5,500,120\n"
        self.assertFault(PERIODS + both, "two_units")
        self.assertFault(PERIODS + both.replace("6.5", "-2"), "two_units")
        owed = both.replace("6.5", "-2").replace("120", "0")
        self.assertFault(PERIODS + owed, "overdrawn")
        one = both.replace("120", "")
        reading = self._read(PERIODS + one + one.replace("5,9", "6,9"))
        self.assertEqual([fault.key for fault in reading.faults], ["reference_twice"])

    def test_history_gives_what_use_has_left(self):
        rows = self._rows(
            HISTORY + "Azure,2026-01-01,10,Block,101,1000,2026-12-31\n"
            "Azure,2026-02-01,10,Block,102,900,\n"
            "Azure,2026-02-10,-12.5,Work,,,\n"
            "Other,2026-02-10,2,Block,103,,\n"
        )
        self.assertEqual(
            [(row.customer, row.credit, row.amount, row.line) for row in rows],
            [
                ("Azure", Decimal("7.5"), Decimal("675.00"), 3),
                ("Other", Decimal(2), None, 5),
            ],
        )
        self.assertEqual([row.notes for row in rows], [(), ("unpriced",)])

    def test_history_without_use_says_so_and_expired_rests_are_named(self):
        bought = HISTORY + "Azure,2026-01-01,10,Block,101,1000,{}\n"
        (row,) = self._rows(bought.format(""))
        self.assertEqual(row.notes, ("bought_not_left",))
        self.assertFault(bought.format("2026-03-31"), "expired")
        reading = self._read(bought.format("") + "Azure,2025-12-31,-1,Work,,,\n")
        self.assertEqual(
            [(fault.key, fault.line) for fault in reading.faults], [("overdrawn", 3)]
        )

    # === WAYS OF WRITING === #

    def test_semicolons_decimal_commas_titles_and_unknown_columns(self):
        text = (
            "Contract Blocks\n\nid;ContractID;Account Name;Hours;HourlyRate;"
            "HoursApproved;EndDate;Colour\n"
            "77;9;Müller;1 015,5;80,00 €;0,25;31.12.2026;blue\n"
            "Total;;;1 015,5;;0,25;;\n"
        )
        reading = self._read(text)
        self.assertEqual(reading.notes, [("total", 5)])
        self.assertEqual(reading.rows[0].credit, Decimal("1015.25"))
        self.assertEqual(reading.rows[0].amount, Decimal("81220.00"))
        self.assertEqual(reading.rows[0].customer, "Müller")
        self.assertEqual(self.table.unknown, ["Colour"])

    def test_what_two_readings_have_is_asked_once_a_file(self):
        text = BLOCKS + block(hours="1.015", used="", rate="", end="03/04/2027")
        self.assertEqual(self._read(text).asks, ["order", "decimal"])
        (row,) = self._rows(text, order="day", decimal=",")
        self.assertEqual((row.credit, row.expiry), (1015, date(2027, 4, 3)))

    def test_a_file_of_something_else_is_none(self):
        self.assertIsNone(find_credit_table(read_sheet(b"Name,Street\nA,B\n")))
