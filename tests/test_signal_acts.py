from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import GROUP, TODAY
from .common_signal import SignalCommon, in_days


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSignalActs(SignalCommon):
    """What an account manager does with a row, by least rights."""

    def test_done_stays_done_while_the_reason_holds(self):
        self._falling()
        signal = self._find()
        signal.with_user(self.user).action_done()
        self.assertEqual((signal.state, signal.done_user_id), ("done", self.user))
        for day in (0, 1, 5):
            self.assertFalse(self._find(in_days(day)))

    def test_what_ended_and_began_anew_comes_back(self):
        self._falling()
        done = self._find()
        done.with_user(self.user).action_done()
        line = self._log(300)
        for day in range(8):
            self._find(in_days(day))
        self.assertEqual(done.state, "done", "A day or two by chance end nothing.")
        self._find(in_days(9))
        self.assertEqual(done.state, "gone")
        line.unlink()
        again = self._find()
        self.assertEqual(again.kind, "use_falling")
        self.assertNotEqual(again, done)

    def test_a_reason_that_ends_takes_its_row_along(self):
        self._falling()
        signal = self._find()
        self._log(300)
        self.assertFalse(self._find())
        self.assertEqual((signal.state, signal.date_held), ("gone", TODAY))

    def test_later_is_later(self):
        self._falling()
        signal = self._find().with_user(self.user)
        signal.action_snooze_week()
        self.assertEqual(signal.date_snoozed, in_days(7))
        self.assertFalse(self._find(in_days(6)))
        self.assertEqual(self._find(in_days(7)), signal.sudo())
        signal.action_snooze_month()
        self.assertEqual(str(signal.date_snoozed), "2026-04-16")

    def test_later_waits_for_its_day_whatever_comes(self):
        over = {"invoice_payment_term_id": False}
        self._bill(invoice_date_due="2026-02-01", **over)
        signal = self._find()
        signal.with_user(self.user).action_snooze_week()
        self._bill(invoice_date_due="2026-02-02", **over)
        self.assertFalse(self._find(in_days(1)))
        self.assertEqual(self._find(in_days(7)), signal)
        self.assertEqual(signal.amount, 2000)

    def test_later_ends_with_its_reason(self):
        self._former()
        signal = self._find()
        signal.with_user(self.user).action_snooze_month()
        self._contract(600)
        self.assertFalse(self._find(in_days(1)))
        self.assertEqual(signal.state, "gone")

    def test_what_is_done_can_be_taken_back(self):
        self._falling()
        signal = self._find().with_user(self.user)
        signal.action_done()
        signal.action_reopen()
        self.assertEqual((signal.state, signal.done_user_id.id), ("open", False))

    def test_what_is_gone_stays_gone(self):
        self._falling()
        signal = self._find()
        signal._end("gone")
        user_signal = signal.with_user(self.user)
        for button in ("action_done", "action_snooze_week", "action_reopen"):
            getattr(user_signal, button)()
            self.assertEqual(signal.state, "gone")

    def test_many_rows_are_done_at_once(self):
        self._falling()
        self._bill(invoice_date_due="2026-02-01", invoice_payment_term_id=False)
        signals = self._find()
        self.assertEqual(len(signals), 2)
        signals.with_user(self.user).action_done()
        self.assertFalse(self._get_open())

    # === THE NEXT ACTION === #

    def test_a_call_is_on_the_managers_list_of_the_day_once(self):
        contract = self._falling()
        signal = self._find().with_user(self.user)
        for _click in range(2):
            action = signal.action_call()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (contract._name, contract.id)
        )
        activity = contract.activity_ids
        self.assertEqual(activity.activity_type_id.category, "phonecall")
        self.assertEqual((activity.user_id, activity.date_deadline), (self.user, TODAY))
        self.assertIn("Used 2 h", activity.summary)
        signal.action_done()
        self.assertFalse(activity.exists())

    def _compose(self, signal, user=None):
        """Return the mail that the button proposes."""
        action = signal.with_user(user or self.user).action_offer()
        composer = self.env["mail.compose.message"].with_user(user or self.user)
        return Form(composer.with_context(**action["context"])).save()

    def test_an_offer_is_a_mail_with_the_shops_link_that_goes_to_the_client(self):
        pack = self._pack(120, name="2 hours", is_published=True)
        contract = self._contract(is_default=True)
        self.client.lang = "en_US"
        signal = self._make(
            "pack_short", contract, {"days": [5, 6, 7], "last": "2026-03-15"}
        )
        mail = self._compose(signal)
        self.assertEqual(mail.partner_ids, self.client)
        self.assertEqual(mail.subject, "A pack that lasts longer")
        self.assertIn("2 hours", mail.body)
        self.assertIn(f"/p/{pack.product_tmpl_id.id}", mail.body)
        mail.action_send_mail()
        message = contract.message_ids.sorted("id")[-1:]
        self.assertIn("2 hours", message.body)
        self.assertEqual(message.author_id, self.user.partner_id)

    def test_a_pack_that_is_not_in_the_shop_has_no_link(self):
        contract = self._contract()
        signal = self._make(
            "pack_short", contract, {"days": [5, 6, 7], "last": "2026-03-15"}
        )
        self.assertNotIn("/p/", self._compose(signal).body)

    def test_every_offer_can_be_written(self):
        contract = self._contract()
        self._pack(60, is_published=True)
        self.plan.is_published = True
        user = self._user("sales", f"{GROUP}user", "base.group_partner_manager")
        day = "2026-03-01"
        facts = {
            "heavy": {"months": [1, 2, 3], "pack": 1, "first": day, "last": day},
            "bigger_pack": {"product": self.pack.id, "saving": 84},
            "follow_up": {"of": [1], "name": "Move", "day": day, "how": "done"},
            "former": {"minutes": 60, "last": day, "contracts": 1},
        }
        for kind, its in facts.items():
            place = contract if kind in ("heavy", "bigger_pack") else False
            with self.subTest(kind):
                mail = self._compose(self._make(kind, place, its), user)
                self.assertIn("/p/", mail.body)
                self.assertEqual(mail.partner_ids, self.client)

    def test_an_offer_to_a_contact_that_the_user_may_not_change_says_so(self):
        facts = {"minutes": 60, "last": "2026-03-01", "contracts": 1}
        signal = self._make("former", False, facts)
        with self.assertRefused("Ask for the right", AccessError):
            signal.with_user(self.user).action_offer()

    def _make(self, kind, contract, facts, client=None):
        return self.Signal.create(
            {
                "company_id": self.company.id,
                "partner_id": (client or self.client).id,
                "contract_id": contract and contract.id,
                "kind": kind,
                "facts": facts,
                "urgency": "3",
                **dict.fromkeys(("date_found", "date_checked", "date_held"), TODAY),
            }
        )

    # === WHAT ELSE MAY HAPPEN === #

    def test_reasons_are_told_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._falling()
        signal = self._find()
        self.assertIn("16/03/2026", signal.with_context(lang="fr_FR").reason)

    def test_the_contract_shows_its_reasons_and_its_clients(self):
        contract = self._falling()
        signal = self._find()
        self.assertEqual(contract.with_user(self.user).signal_text, signal.reason)
        action = contract.with_user(self.user).action_open_signals()
        self.assertEqual(self.Signal.search(action["domain"]), signal)
        signal.action_done()
        contract.invalidate_recordset()
        self.assertFalse(contract.signal_text)

    def test_clients_who_are_one_client_have_one_row_of_a_kind(self):
        twin = self.env["res.partner"].create({"name": "Azur", "is_company": True})
        facts = {"minutes": 60, "last": "2026-03-01", "contracts": 1}
        first = self._make("former", False, facts)
        second = self._make("former", False, facts, twin)
        other = self._make("follow_up", False, facts, twin)
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge((self.client | twin).ids, self.client)
        live = (first | second | other).filtered(lambda row: row.state == "open")
        self.assertEqual(live, first | other)
        self.assertEqual(live.partner_id, self.client)

    @mute_logger("odoo.sql_db")
    def test_a_client_has_one_row_of_a_kind(self):
        facts = {"minutes": 60, "last": "2026-03-01", "contracts": 1}
        first = self._make("former", False, facts)
        with self.assertRefused("partner_unique", UniqueViolation):
            self._make("former", False, facts)
        first._end("gone")
        self.assertTrue(self._make("former", False, facts))

    def test_a_closed_contract_ends_what_is_told_of_its_use(self):
        contract = self._falling()
        signal = self._find()
        contract.state = "closed"
        self._find()
        self.assertEqual(signal.state, "gone")

    def test_another_manager_gets_the_clients_rows(self):
        contract = self._falling()
        signal = self._find()
        contract.user_id = self.manager
        self.assertEqual(signal.user_id, self.manager)

    def test_old_rows_are_forgotten(self):
        self._falling()
        signal = self._find()
        signal._end("gone")
        with freeze_time("2029-01-01"):
            self.Signal._gc_gone()
        self.assertFalse(signal.exists())
