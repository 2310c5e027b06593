from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import GROUP, TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTelling(PrepaidCommon):
    """What texts tell, and to whom: minutes to everybody, prices to few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.company.currency_id
        cls.credit = cls._plan("Credit", unit="money", currency_id=cls.currency.id)
        cls.rate = cls._rate(cls.credit, price_hour=82.20, minimum_minutes=15)
        cls.contract = cls._contract(500, plan=cls.credit)

    def _explain(self, line, user):
        return line.with_user(user).prepaid_explanation.replace("\xa0", " ")

    def test_a_technician_reads_minutes_and_rules_but_no_price(self):
        """B5: "at $ 82.20 an hour" is for those who may read prices."""
        line = self._log(10)
        self.assertEqual(self._explain(line, self.technician), "10 min, minimum 15")
        told = self._explain(line, self.manager)
        self.assertEqual(told, "10 min, minimum 15, at $ 82.20 an hour = $ 20.55")
        self.assertEqual(self._explain(line, self.technician), "10 min, minimum 15")

    def test_flat_charges_and_counted_items_tell_no_price_either(self):
        self.rate.flat_quantity = 30
        line = self._log(60)
        told = self._explain(line, self.technician)
        self.assertEqual(told, "1 h, plus a flat charge")
        self.assertIn("$ 112.20", self._explain(line, self.manager))
        self.rate.write({"is_item": True, "item_quantity": 3})
        line = self._log(5, prepaid_items=4)
        self.assertEqual(self._explain(line, self.technician), "4 counted")
        self.assertIn("$ 12.00", self._explain(line, self.manager))

    def test_offered_work_tells_no_price(self):
        line = self._log(60, prepaid_charge="goodwill")
        self.assertEqual(self._explain(line, self.technician), "1 h, offered")

    def test_time_is_no_price(self):
        self.rate = self._rate(self.plan, factor=1.5)
        self.contract.is_default = False
        self._contract(600)
        line = self._log(60)
        told = self._explain(line, self.technician)
        self.assertEqual(told, "1 h, × 1.5 = 1 h 30")
        self.assertEqual(self._explain(line, self.manager), told)

    def test_what_is_plain_is_not_explained(self):
        """45 minutes that draw 45 minutes need no word."""
        self.contract.is_default = False
        self._contract(600)
        line = self._log(45)
        self.assertEqual((line.drawn_minutes, line.prepaid_explanation), (45, ""))
        logged = self.task.with_user(self.technician).quick_log("45m reset password")
        self.assertEqual(logged["explanation"], "45 min")

    def test_a_refusal_tells_a_technician_no_price(self):
        with self.assertRefused("^[^$]+ not enough credit left for “Work”[^$]+$"):
            self._log(600)
        with self.assertRefused(r"\$.822.00 needed"):
            self._log(600, user=self.manager)

    def test_the_quick_log_tells_a_technician_no_price(self):
        told = {
            user: self.task.with_user(user).preview_quick_log("10m reset password")
            for user in (self.technician, self.manager)
        }
        self.assertNotIn("draws", told[self.technician]["feedback"])
        self.assertIn("draws", told[self.manager]["feedback"])

    def test_a_meter_tells_a_technician_the_credit_not_what_it_costs(self):
        Meter = self.env["prepaid.meter"]
        with freeze_time("2026-03-16 09:00:00"):
            for user in (self.technician, self.manager):
                Meter.with_user(user).start(self.project.id, self.task.id)
        with freeze_time("2026-03-16 10:00:00"):
            credit = Meter.with_user(self.technician).get_state()["meter"]["credit"]
            self.assertEqual((credit["due"], credit["left"]), (0, 500))
            credit = Meter.with_user(self.manager).get_state()["meter"]["credit"]
            self.assertEqual((credit["due"], credit["left"]), (82.2, 417.8))
            stopped = Meter.with_user(self.technician)._get_open().stop()
            self.assertEqual(stopped["explanation"], "1 h")

    def test_no_verb_tells_a_technician_a_price(self):
        task = self.task.with_user(self.technician)
        logged = task.quick_log("1h reset password")
        self.assertEqual(logged["explanation"], "1 h")
        message = self.task.message_post(
            body="Any news?", author_id=self.client.id, message_type="email"
        )
        done = task.classify_message(message.id, "expertise")
        self.assertNotIn("$", done["explanation"])
        for user in (self.technician, self.other_technician):
            seen = self.task.with_user(user).get_classified_messages()
            self.assertEqual(seen[message.id]["explanation"], done["explanation"])

    # === THE LEDGER CHECK === #

    def test_the_ledger_check_tells_of_the_users_companies_only(self):
        """B7: names and texts of another company are for its own people."""
        other = self.setup_other_company(name="Other Ltd")["company"]
        theirs = self._contract(
            plan=self._plan("Theirs", company_id=other.id),
            company_id=other.id,
            is_default=False,
        )
        outsider = self._user("outsider", f"{GROUP}manager", company=other)
        both = self._user("both", f"{GROUP}manager")
        both.company_ids = [Command.link(other.id)]
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute(
                "UPDATE prepaid_contract SET balance = 1 WHERE id IN %s",
                [(self.contract.id, theirs.id)],
            )
            self.env.invalidate_all()
            told = self._check(self.manager)
            self.assertIn(self.contract.name, told)
            self.assertNotIn(theirs.name, told)
            told = self._check(outsider)
            self.assertIn(theirs.name, told)
            self.assertNotIn(self.contract.name, told)
            self.assertNotIn(theirs.name, self._check(both, self.company))
            told = self._check(both, self.company | other)
            self.assertIn(theirs.name, told)
            self.assertIn(self.contract.name, told)
            savepoint.rollback()
        self.env.invalidate_all()

    def test_a_fault_without_contract_is_its_companys(self):
        other = self.setup_other_company(name="Other Ltd")["company"]
        outsider = self._user("outsider", f"{GROUP}manager", company=other)
        invoice = self._bill()
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute(
                "DELETE FROM prepaid_pool_line WHERE line_id IN %s",
                [tuple(invoice.line_ids.ids)],
            )
            self.env.invalidate_all()
            self.assertIn(invoice.name, self._check(self.manager))
            self.assertNotIn(invoice.name, self._check(outsider))
            savepoint.rollback()
        self.env.invalidate_all()

    def _check(self, user, companies=None):
        Contract = self.env["prepaid.contract"].with_user(user)
        if companies:
            Contract = Contract.with_context(allowed_company_ids=companies.ids)
        return Contract.action_check_integrity()["params"]["message"]
