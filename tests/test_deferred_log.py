from datetime import datetime, timedelta

from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_roll import RollCommon
from .test_recognition import FEBRUARY, JANUARY, MARCH

EARLY = "2026-02-05 10:00:00"
LATE = "2026-03-20 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDeferredLog(RollCommon):
    """What was known, and since when: kept for ever, in line with the documents."""

    def _sold_early(self):
        """Sell for 1,000 in January, known in February; return invoice and moment."""
        invoice = self._sell(self._pack(600, price=1000))
        return invoice, self._log_books(EARLY)

    def assertUnchanged(self, known_at):
        """What was known in February is what was sold in January."""
        self.assertEqual(self._total(JANUARY, known_at), (0, 1000, 0, 0, 0, 0, 1000))

    def _amounts(self):
        return [(f.date.month, f.kind, f.amount) for f in self._facts()]

    def test_twice_logs_nothing_more(self):
        self._sold_early()
        for whole in (True, False):
            moment = self._log_books(LATE, whole=whole)
            self.assertEqual(self._amounts(), [(1, "sold", 1000)])
            self.assertUnchanged(moment)

    def test_a_document_that_is_reset_appends_its_opposite(self):
        invoice, known_at = self._sold_early()
        invoice.button_draft()
        reset_at = self._log_books("2026-02-06 10:00:00", whole=False)
        self.assertFalse(self._roll(FEBRUARY, reset_at))
        invoice.action_post()
        posted_at = self._log_books("2026-02-07 10:00:00", whole=False)
        self.assertEqual(
            self._amounts(),
            [(1, "sold", 1000), (1, "sold", -1000), (1, "sold", 1000)],
        )
        self.assertUnchanged(known_at)
        self.assertUnchanged(posted_at)
        self.assertEqual(self._total(JANUARY, reset_at), (0, 0, 0, 0, 0, 0, 0))

    def test_a_document_that_is_dated_anew_moves(self):
        invoice, known_at = self._sold_early()
        invoice.button_draft()
        invoice.write({"invoice_date": "2026-02-10", "date": "2026-02-10"})
        invoice.action_post()
        self._log_books(LATE)
        self.assertEqual(
            self._amounts(),
            [(1, "sold", 1000), (1, "sold", -1000), (2, "sold", 1000)],
        )
        self.assertUnchanged(known_at)
        self.assertEqual(self._total(FEBRUARY), (0, 1000, 0, 0, 0, 0, 1000))

    def test_a_document_that_is_deleted_keeps_its_name_in_the_log(self):
        invoice, known_at = self._sold_early()
        name = invoice.name
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self._log_books(LATE, whole=False)
        self.assertEqual(self._amounts(), [(1, "sold", 1000), (1, "sold", -1000)])
        facts = self._facts()
        self.assertFalse(facts.move_id)
        self.assertEqual(set(facts.mapped("document")), {name})
        self.assertEqual(set(facts.mapped("client_name")), {self.client.name})
        self.assertUnchanged(known_at)
        with self.assertRefused("was deleted"):
            facts[0].with_user(self.accountant).action_open_entry()

    def test_a_credit_note_dated_back_changes_nothing_that_was_known(self):
        invoice, known_at = self._sold_early()
        refund = invoice._reverse_moves(
            [{"invoice_date": "2026-01-31", "date": "2026-01-31"}]
        )
        refund.invoice_line_ids.quantity = 0.5
        refund.action_post()
        self._log_books(LATE)
        self.assertUnchanged(known_at)
        self.assertEqual(self._total(JANUARY), (0, 1000, 0, 0, -500, 0, 500))

    def test_payment_and_its_undoing_log_nothing(self):
        """A list for a past day that forgets what was paid since is of no use.

        OCA/account-payment#386, OCA/account-financial-reporting#707.
        """
        invoice = self._bill(self._pack(600, price=1000))
        known_at = self._log_books(EARLY)
        self._pay(invoice)
        self.assertTrue(self.client.prepaid_contract_ids.grant_ids)
        self._log_books("2026-02-06 10:00:00")
        invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).remove_move_reconcile()
        self._log_books(LATE)
        self.assertEqual(self._amounts(), [(1, "sold", 1000)])
        self.assertUnchanged(known_at)
        self.assertUnchanged(None)

    def test_revenue_booked_by_hand_is_followed(self):
        _invoice, known_at = self._sold_early()
        self._log(60, day=FEBRUARY)
        entry = self._recognise(FEBRUARY)
        booked_at = self._log_books(LATE)
        entry._reverse_moves([{"date": MARCH}], cancel=True)
        self._log_books()
        self.assertUnchanged(known_at)
        self.assertEqual(self._total(MARCH, booked_at)[-1], 900)
        self.assertEqual(self._total(MARCH), (900, 0, 100, 0, 0, 0, 1000))

    # === CLIENTS === #

    def test_clients_who_are_merged_are_who_they_were(self):
        other = self.env["res.partner"].create({"name": "Deco"})
        self._sell(self._pack(600, price=500), client=other)
        _invoice, known_at = self._sold_early()
        before = self._roll(JANUARY, known_at)
        self.assertEqual(set(before), {(self.client.name, "USD"), ("Deco", "USD")})
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            [self.client.id, other.id], self.client
        )
        self._log_books(LATE)
        self.assertEqual(self._roll(JANUARY, known_at), before)
        self.assertEqual(
            self._roll(FEBRUARY),
            {(self.client.name, "USD"): (1500, 0, 0, 0, 0, 0, 1500)},
        )
        self.assertEqual(self._facts().partner_id, self.client)

    def test_a_client_who_is_renamed_has_the_name_of_then(self):
        _invoice, known_at = self._sold_early()
        name = self.client.name
        self.client.name = "Asustek"
        self._sell(invoice_date="2026-03-01")
        self._log_books(LATE)
        self.assertEqual(list(self._roll(JANUARY, known_at)), [(name, "USD")])
        self.assertEqual(list(self._roll(MARCH)), [("Asustek", "USD")])

    def test_a_client_who_joins_a_group_is_owed_with_it(self):
        _invoice, known_at = self._sold_early()
        group = self.env["res.partner"].create({"name": "Group", "is_company": True})
        name = self.client.name
        self.client.write({"is_company": False, "parent_id": group.id})
        self._log_books(LATE)
        self.assertEqual(list(self._roll(FEBRUARY)), [("Group", "USD")])
        self.assertEqual(list(self._roll(FEBRUARY, known_at)), [(name, "USD")])

    # === MOMENTS === #

    def test_moments_are_later_than_every_one_before(self):
        """A clock that stands still, or was put back, makes no figure change."""
        _invoice, known_at = self._sold_early()
        self._sell(self._pack(600, price=70))
        again = self._log_books(EARLY)
        back = self._log_books("2025-12-01 10:00:00")
        self.assertEqual(again - known_at, timedelta(seconds=1))
        self.assertEqual(back - again, timedelta(seconds=1))
        self.assertUnchanged(known_at)
        self.assertEqual(self._total(JANUARY, again)[-1], 1070)

    def test_the_log_begins_with_when_documents_were_made(self):
        invoice, recent = self._bill(), self._bill()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET create_date = '2026-01-17 08:30:05.7'"
            " WHERE id = %s",
            [invoice.id],
        )
        moment = self._log_books(LATE)
        self.assertEqual(
            self._facts(source=invoice.id).booked_at, datetime(2026, 1, 17, 8, 30, 5)
        )
        self.assertEqual(self._facts(source=recent.id).booked_at, moment)

    def test_the_log_begins_with_when_documents_were_posted(self):
        invoice = self._bill()
        self.env.flush_all()
        state = self.env["ir.model.fields"]._get("account.move", "state")
        message = invoice.message_ids.sudo().create(
            {
                "model": "account.move",
                "res_id": invoice.id,
                "date": "2026-01-19 11:00:00",
                "tracking_value_ids": [
                    (0, 0, {"field_id": state.id, "new_value_char": "Posted"})
                ],
            }
        )
        self.env.cr.execute(
            "UPDATE account_move SET create_date = '2026-01-17 08:30:05' WHERE id = %s",
            [invoice.id],
        )
        self.assertTrue(message)
        others = invoice.message_ids.sudo() - message
        others.tracking_value_ids.unlink()
        self._log_books(LATE)
        self.assertEqual(
            self._facts(source=invoice.id).booked_at, datetime(2026, 1, 19, 11)
        )

    def test_what_nobody_touched_is_compared_by_the_hourly_run(self):
        invoice, _known_at = self._sold_early()
        self.env.flush_all()
        for table in ("account_move", "account_move_line", "prepaid_pool_line"):
            self.env.cr.execute(
                f"UPDATE {table} SET write_date = write_date - INTERVAL '2 days'"
            )
        self.env.cr.execute(
            "UPDATE prepaid_pool_line SET amount = 900 WHERE line_id = ANY(%s)",
            [invoice.invoice_line_ids.ids],
        )
        self.assertNotIn(invoice.id, self.company._get_touched_entries())
        self._log_books(LATE, whole=False)
        self.assertEqual(self._amounts(), [(1, "sold", 1000)])
        self._run_log_cron()
        self.assertEqual(self._amounts()[1:], [(1, "sold", -100)])
        self.env.cr.execute(
            "UPDATE prepaid_pool_line SET amount = 1000 WHERE line_id = ANY(%s)",
            [invoice.invoice_line_ids.ids],
        )

    # === FROZEN === #

    def test_facts_are_never_changed_nor_deleted(self):
        self._sold_early()
        fact = self._facts()
        for vals in ({"amount": 1}, {"partner_id": False}, {"move_id": False}):
            with self.assertRefused("never changed", UserError):
                fact.write(vals)
        with self.assertRefused("never deleted", UserError):
            fact.unlink()

    def test_the_database_itself_refuses(self):
        self._sold_early()
        fact = self._facts()
        for query in (
            "UPDATE prepaid_deferred_fact SET amount = 1 WHERE id = %s",
            "UPDATE prepaid_deferred_fact SET booked_at = now() WHERE id = %s",
            "UPDATE prepaid_deferred_fact SET client_name = 'X' WHERE id = %s",
            "DELETE FROM prepaid_deferred_fact WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [fact.id])

    def test_nobody_writes_the_log(self):
        self._sold_early()
        vals = self._facts().copy_data()[0] | {"amount": 5}
        for user in (self.accountant, self.manager, self.technician):
            facts = self.env["prepaid.deferred.fact"].with_user(user)
            with self.assertRefused("", AccessError):
                facts.create(vals)
            closes = self.env["prepaid.deferred.close"].with_user(user)
            with self.assertRefused("", AccessError):
                closes.create({"company_id": self.company.id, "month": "2026-01-01"})

    # === COMPANIES === #

    def test_companies_have_logs_of_their_own(self):
        self._sold_early()
        other = self.setup_other_company(name="Later Ltd")["company"]
        env = self.env(context={"allowed_company_ids": other.ids})
        self.env.user.company_ids |= other
        self.plan.company_id = False
        pack = self._pack(600, price=300, company_id=False)
        client = env["res.partner"].create({"name": "Far"})
        self._bill(pack.with_env(env), client=client, company_id=other.id)
        self._run_log_cron()
        self.assertEqual(list(self._roll(FEBRUARY)), [(self.client.name, "USD")])
        user = self._user("far", "account.group_account_user", company=other)
        rows = self.env["prepaid.roll.forward"].with_user(user).search([])
        self.assertEqual(rows.company_id, other)
        self.assertEqual(
            list(self._roll(FEBRUARY, company=other, user=user).values()),
            [(300, 0, 0, 0, 0, 0, 300)],
        )
        facts = self.env["prepaid.deferred.fact"].with_user(user).search([])
        self.assertEqual(facts.company_id, other)
