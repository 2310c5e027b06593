from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..models.ledger.short import CreditShort
from .common import TODAY
from .common_beyond import BeyondCommon


@tagged("post_install", "-at_install")
@freeze_time(f"{TODAY} 14:43:00")
class TestBeyondChange(BeyondCommon):
    """A line that is logged, and is changed beyond the credit."""

    def setUp(self):
        super().setUp()
        self.line = self._log(10)

    def _change(self, beyond=None, line=None, **vals):
        line = (line or self.line).with_user(self.technician)
        return line.with_context(prepaid_beyond=beyond).write(vals)

    def _refuse(self, line=None, **vals):
        with self.assertRaises(CreditShort) as refused, self.env.cr.savepoint():
            self._change(line=line, **vals)
        return refused.exception.context["prepaid_short"]

    def _more(self):
        return self._lines() - self.line

    # === IT GROWS === #

    def test_the_shortage_of_a_line_that_grows_is_told_with_three_ways(self):
        short = self._refuse(unit_amount=0.5)
        self.assertEqual(short["text"], "15 min short: 5 min left, 20 min needed")
        self.assertEqual(short["ways"], ["ask", "goodwill", "split"])
        self.assertTrue(short["is_more"])

    def test_the_client_is_asked_for_what_grew_alone(self):
        self._change("ask", unit_amount=0.5, name="Restore")
        self.assertEqual((self.line.drawn_minutes, self.line.name), (10, "Restore"))
        more = self._more()
        self.assertEqual((more.name, more.prepaid_uncovered), ("Restore", "waiting"))
        self.assertEqual(self._approval(more).quantity, 20)
        self.assertEqual(self._balances(), (5, 0))
        self._answer(more)
        self.assertEqual(self._balances(), (-15, 15))
        self.assertFalse(self.contract._check_integrity())

    def test_what_grew_is_offered_and_what_was_drawn_stays(self):
        self._change("goodwill", unit_amount=0.5)
        self.assertEqual(self.line.prepaid_charge, "billable")
        more = self._more()
        self.assertEqual(more.prepaid_charge, "goodwill")
        self.assertAlmostEqual(more.unit_amount, 1 / 3)
        self.assertEqual(self._balances(), (5, 0))

    def test_what_grew_is_logged_as_far_as_credit_goes_and_the_rest_is_asked_for(self):
        self._change("split", unit_amount=0.5)
        self.assertEqual(self._balances(), (0, 0))
        drawn = self._lines().mapped("drawn_minutes")
        self.assertEqual(drawn, [10, 5, 0])
        self.assertEqual(self._approval(self._lines()[-1]).quantity, 15)
        self.assertAlmostEqual(sum(self._lines().mapped("unit_amount")), 0.5)

    def test_where_credit_reaches_a_choice_changes_nothing(self):
        for beyond in ("ask", "goodwill", "split"):
            self._change(beyond, unit_amount=0.25)
            self.assertEqual((self.line.drawn_minutes, self._balances()), (15, (0, 0)))
        self.assertFalse(self._more())

    def test_a_line_that_was_begun_by_a_meter_goes_on_at_its_end(self):
        self.line.sudo().meter_started_at = f"{TODAY} 09:00:00"
        self._change("ask", unit_amount=0.5)
        self.assertEqual(str(self._more().meter_started_at), f"{TODAY} 09:10:00")

    def test_what_would_cost_more_in_two_lines_is_not_asked_for(self):
        self.line.unlink()
        self._rate(self.plan, minimum_minutes=15)
        self.line = self._log(10)
        short = self._refuse(unit_amount=1 / 3)
        self.assertEqual(short["ways"], ["goodwill"])
        self.assertEqual(short["ask_form"], self.task.id)

    def test_the_list_of_the_ticket_takes_the_ways_for_a_line_that_grows(self):
        task = self.task.with_user(self.technician).with_context(prepaid_beyond="ask")
        update = Command.update(self.line.id, {"unit_amount": 0.5})
        task.write({"timesheet_ids": [update]})
        self.assertEqual(self._more().prepaid_uncovered, "waiting")
        self.assertEqual(self.line.drawn_minutes, 10)

    def test_a_contract_that_was_chosen_by_hand_stays_that_of_what_grew(self):
        other = self._contract(15, is_default=False)
        self.line.prepaid_contract_id = other
        self._change("goodwill", unit_amount=0.5)
        more = self._more()
        self.assertEqual((more.prepaid_contract_id, other.balance), (other, 5))
        self.assertTrue(more.is_prepaid_contract_chosen)

    # === IT IS CHANGED OTHERWISE === #

    def test_work_that_drew_is_neither_given_back_nor_offered_whole(self):
        onsite = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        self._rate(self.plan, onsite, factor=3)
        short = self._refuse(usage_type_id=onsite.id)
        self.assertEqual((short["ways"], short["ask_form"]), ([], self.task.id))
        for beyond in ("ask", "goodwill", "split"):
            with self.assertRefused("not enough credit"):
                self._change(beyond, usage_type_id=onsite.id)
        self.assertEqual(self._balances(), (5, 0))

    def test_work_that_drew_nothing_there_is_asked_for_or_offered_whole(self):
        deco = self.env["res.partner"].create({"name": "Deco"})
        contract = self._contract(2, client=deco)
        task = self._task("Another")
        task.partner_id = deco
        short = self._refuse(task_id=task.id)
        self.assertEqual(short["ways"], ["ask", "goodwill"])
        self._change("ask", task_id=task.id)
        self.assertEqual((contract.balance, self._balances()), (2, (15, 0)))
        self.assertEqual(self.line.prepaid_uncovered, "waiting")
        self.assertEqual(self._approval(self.line).contract_id, contract)
        self._answer(self.line)
        self.assertEqual((contract.balance, contract.debt), (-8, 8))

    def test_a_ticket_that_goes_to_another_client_offers_nothing_by_itself(self):
        deco = self.env["res.partner"].create({"name": "Deco"})
        self._contract(2, client=deco)
        task = self.task.with_user(self.manager)
        self.manager.group_ids += self.env.ref("project.group_project_user")
        with self.assertRefused("not enough credit"):
            task.with_context(prepaid_beyond="goodwill").partner_id = deco

    def test_many_lines_at_once_are_only_refused(self):
        lines = (self.line | self._log(5)).with_user(self.technician)
        with self.assertRefused("not enough credit"):
            lines.with_context(prepaid_beyond="goodwill").write({"unit_amount": 0.5})

    # === A MESSAGE === #

    def _classify(self, exchange, beyond=None):
        task = self.task.with_user(self.technician)
        return task.classify_message(self.message.id, exchange, beyond)

    def _hear(self):
        message = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_message")
        self._rate(self.plan, message, is_item=True, item_quantity=20)
        self.message = self.task.message_post(
            body="Which printer?", author_id=self.client.id, message_type="email"
        )

    def test_a_message_short_of_credit_tells_two_ways(self):
        self._hear()
        with self.assertRaises(CreditShort) as refused, self.env.cr.savepoint():
            self._classify("expertise")
        short = refused.exception.context["prepaid_short"]
        self.assertEqual(short["ways"], ["ask", "goodwill"])

    def test_a_message_is_asked_for_and_draws_when_the_client_agrees(self):
        self._hear()
        told = self._classify("expertise", "ask")
        self.assertTrue(told["is_waiting"])
        self.assertEqual(told["explanation"], "20 min of work wait for the answer")
        self.assertEqual(self._balances(), (5, 0))
        self._answer(self._more())
        self.assertEqual(self._balances(), (-15, 15))

    def test_a_message_that_is_offered_draws_nothing(self):
        self._hear()
        told = self._classify("expertise", "goodwill")
        self.assertIn("offered", told["explanation"])
        self.assertEqual(self._balances(), (5, 0))

    def test_a_message_that_is_free_after_all_asks_no_more(self):
        self._hear()
        self._classify("expertise", "ask")
        approval = self._approval(self._more())
        self._classify("coordination")
        self.assertFalse(self._more().prepaid_uncovered)
        self.assertEqual(approval.state, "withdrawn")

    def test_a_free_message_that_becomes_dear_is_asked_for(self):
        self._hear()
        self._classify("coordination")
        self._classify("expertise", "ask")
        self.assertEqual(self._more().prepaid_uncovered, "waiting")
        self.assertEqual(self._balances(), (5, 0))
