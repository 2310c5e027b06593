from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_tier import DEAR, NO_FLAT, NO_NIGHT, PLAIN, TierCommon

YESTERDAY, TOMORROW = (TODAY + timedelta(days) for days in (-1, 1))
MARCH = date(2026, 3, 1)
# What holds, and what an hour at night draws: (credit as (tier, minutes, first, last
# day), tier of the plan, state of the contract, day of the work, response, due).
HELD = {
    "nothing": ([], None, "active", TODAY, None, DEAR),
    "a pack of Gold": ([("gold", 600, MARCH, None)], None, "active", TODAY, "fast", 75),
    "a pack of Silver": (
        [("silver", 600, MARCH, None)],
        None,
        "active",
        TODAY,
        "soon",
        NO_FLAT,
    ),
    "both at once": (
        [("silver", 600, MARCH, None), ("gold", 600, MARCH, None)],
        None,
        "active",
        TODAY,
        "fast",
        PLAIN,
    ),
    "Gold that expired yesterday": (
        [("gold", 600, MARCH, YESTERDAY)],
        None,
        "active",
        TODAY,
        None,
        DEAR,
    ),
    "Gold on its last day": (
        [("gold", 600, MARCH, TODAY)],
        None,
        "active",
        TODAY,
        "fast",
        NO_NIGHT,
    ),
    "Gold from tomorrow on": (
        [("gold", 600, TOMORROW, None)],
        None,
        "active",
        TODAY,
        None,
        DEAR,
    ),
    "work of yesterday, Gold from today on": (
        [("gold", 600, TODAY, None)],
        None,
        "active",
        YESTERDAY,
        "fast",
        DEAR,
    ),
    "work of yesterday, Gold until then": (
        [("gold", 600, MARCH, YESTERDAY)],
        None,
        "active",
        YESTERDAY,
        None,
        NO_NIGHT,
    ),
    "Silver now, Gold from tomorrow on": (
        [("silver", 600, MARCH, None), ("gold", 600, TOMORROW, None)],
        None,
        "active",
        TODAY,
        "soon",
        NO_FLAT,
    ),
    "Gold has expired, Silver lasts": (
        [("silver", 600, MARCH, None), ("gold", 600, MARCH, YESTERDAY)],
        None,
        "active",
        TODAY,
        "soon",
        NO_FLAT,
    ),
    "the plan brings Silver": ([], "silver", "active", TODAY, "soon", NO_FLAT),
    "the plan brings Silver, a pack Gold": (
        [("gold", 600, MARCH, None)],
        "silver",
        "active",
        TODAY,
        "fast",
        PLAIN,
    ),
    "the plan brings Silver, the pack of Gold has expired": (
        [("gold", 600, MARCH, YESTERDAY)],
        "silver",
        "active",
        TODAY,
        "soon",
        NO_FLAT,
    ),
    "a suspended contract": (
        [("gold", 600, MARCH, None)],
        "silver",
        "suspended",
        TODAY,
        None,
        None,
    ),
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTier(TierCommon):
    """A tier holds while credit of its pack lasts, that of a plan always."""

    def test_the_worked_table_of_what_holds(self):
        for name, (packs, always, state, day, response, due) in HELD.items():
            with self.subTest(name):
                self.plan.tier_id = always and self[always]
                contract, project = self._new_client()
                for tier, minutes, first, last in packs:
                    self._grant(
                        contract,
                        minutes,
                        date=first,
                        date_expiry=last,
                        tier_id=self[tier].id,
                    )
                contract.state = state
                task = self._task("Ticket", project)
                self.assertEqual(
                    task.prepaid_response_id, self[response] if response else self.none
                )
                if due:
                    task = self._task("Night", project, prepaid_response_id=False)
                    task.prepaid_response_id = False
                    self.assertDrawn(self._log_night(task=task, day=day), due)

    @property
    def none(self):
        return self.env["prepaid.response"]

    def __getitem__(self, name):
        return getattr(self, name)

    # === WHILE CREDIT LASTS === #

    def test_it_ends_when_its_credit_is_used_up(self):
        """In mid-month: the line that uses it up has it still, the next one has not."""
        contract = self._contract(6000)
        self._grant(contract, 70, tier_id=self.gold.id, priority=1)
        line = self._log_night()
        self.assertDrawn(line, NO_NIGHT)
        self.assertEqual(self._task("Next").prepaid_response_id, self.none)
        self.assertDrawn(self._log_night(), DEAR)
        line.unit_amount = 2
        self.assertDrawn(line, 135)
        # Its kind of work was wrong: it is told anew, by the credit that it used.
        line.usage_type_id = self.env.ref(
            "sale_timesheet_prepaid.prepaid_usage_type_onsite"
        )
        self.assertDrawn(line, 135)

    def test_what_was_worked_is_never_told_anew(self):
        contract = self._contract(6000)
        before = self._log_night()
        self._grant(contract, 600, tier_id=self.gold.id)
        self.assertDrawn(before, DEAR)
        after = self._log_night()
        contract.grant_ids[-1:].date_expiry = date(2026, 3, 15)
        before.unit_amount = after.unit_amount = 2
        self.assertDrawn(before, 255)
        self.assertDrawn(after, 135)

    def test_it_goes_with_its_credit(self):
        """To another contract, and into what rolls over."""
        self.plan.rollover_percent = 100
        source = self._contract(6000)
        self._grant(
            source,
            600,
            tier_id=self.gold.id,
            priority=1,
            date_expiry=date(2026, 3, 15),
        )
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()
        self.assertDrawn(self._log_night(), NO_NIGHT)
        target, project = self._new_client()
        source.sudo()._transfer(target, 525, "Moved")
        self.assertDrawn(self._log_night(), DEAR)
        task = self._task("There", project)
        self.assertEqual(task.prepaid_response_id, self.fast)
        self.assertDrawn(self._log_night(task=task), NO_NIGHT)

    def test_of_another_plan_it_holds_for_nothing(self):
        other = self._plan("Other")
        self._tier("Bronze", other, waives_outside=True)
        contract = self._contract(6000, plan=other)
        self._grant(contract, 600, tier_id=self.gold.id)
        self.assertDrawn(self._log_night(), 60)
        self.assertFalse(contract.tier_text)

    # === WHAT SELLS IT === #

    def test_a_pack_grants_the_tier_that_it_brought_when_it_was_sold(self):
        order = self._order(self.gold_pack)
        order.action_confirm()
        self.gold_pack.product_tmpl_id.prepaid_tier_id = self.silver
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual(self._bought(invoice).tier_id, self.gold)

    def _bought(self, invoice):
        return invoice.invoice_line_ids.sale_line_ids.prepaid_grant_ids | (
            invoice.invoice_line_ids.prepaid_grant_ids
        )

    def test_its_bonus_brings_it_too(self):
        self.gold_pack.prepaid_bonus_quantity = 60
        invoice = self._bill(self.gold_pack)
        self._pay(invoice)
        self.assertEqual(len(self._bought(invoice)), 2)
        self.assertEqual(self._bought(invoice).tier_id, self.gold)

    def test_a_credit_note_takes_it_away(self):
        self._contract(6000)
        invoice = self._bill(self.gold_pack)
        self._pay(invoice)
        self.assertDrawn(self._log_night(), NO_NIGHT)
        self._credit(invoice)
        self.assertDrawn(self._log_night(), DEAR)

    def test_a_pack_that_is_exchanged_brings_its_own(self):
        self._contract(6000)
        invoice = self._bill(self.gold_pack)
        self._pay(invoice)
        self.assertDrawn(self._log_night(), NO_NIGHT)
        invoice.button_draft()
        self.assertDrawn(self._log_night(), DEAR)
        invoice.invoice_line_ids.write(
            {"product_id": self.silver_pack.id, "tax_ids": False}
        )
        invoice.action_post()
        self.assertDrawn(self._log_night(), NO_FLAT)

    # === MONTHS OF MESSAGES === #

    def test_the_larger_number_of_messages_is_included(self):
        """Three a month by Silver instead of one; what was counted stays counted."""
        mail = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_message")
        self._rate(self.plan, mail, is_item=True, item_quantity=5, items_included=1)
        contract = self._contract(6000)
        grant = self._grant(
            contract, 600, tier_id=self.silver.id, date_expiry=date(2026, 3, 20)
        )
        drawn = []
        for day in (2, 3, 4, 5, 23):
            line = self._log(0, day=date(2026, 3, day), usage_type_id=mail.id)
            drawn.append(-sum(line.sudo().prepaid_entry_ids.mapped("quantity")))
        self.assertEqual(drawn, [0, 0, 0, 5, 5])
        self.assertTrue(grant.remaining)
        april = self._log(0, day=date(2026, 4, 1), usage_type_id=mail.id)
        self.assertDrawn(april, 0)
