from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY
from odoo.addons.sale_timesheet_prepaid.tests.common_losses import LossesCommon

from ..hooks import ADDON, uninstall_hook
from .common_wallets import WalletsCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWallets(WalletsCommon, LossesCommon):
    """Balances of eWallets go to contracts, once, and back."""

    def test_the_balance_becomes_credit_and_leaves_the_wallet(self):
        card = self._wallet(123.45)
        opening = self._take_wallets(card)
        grant = opening.line_ids.grant_id
        self.assertEqual((grant.remaining, grant.amount), (123.45, 123.45))
        self.assertEqual(grant.contract_id.plan_id, self.credit_plan)
        self.assertEqual(card.points, 0)
        self.assertEqual(card.history_ids.used, 123.45)
        self.assertIn(grant.contract_id.name, card.history_ids.description)
        tie_out = self.company.sudo()._get_prepaid_tie_out(TODAY)
        self.assertEqual((tie_out["deferred"], tie_out["difference"]), (123.45, 0))

    def test_undone_the_balance_is_back(self):
        card = self._wallet(123.45)
        opening = self._take_wallets(card)
        opening.with_user(self.manager).action_undo()
        self.assertEqual(card.points, 123.45)
        self.assertEqual(sum(card.history_ids.mapped("issued")), 123.45)
        self.assertEqual(opening.line_ids.grant_id.remaining, 0)
        self.assertEqual(self.company.sudo()._get_prepaid_tie_out(TODAY)["deferred"], 0)

    def test_what_came_on_the_wallet_meanwhile_stays_when_undone(self):
        card = self._wallet(100)
        opening = self._take_wallets(card)
        card.points = 30
        opening.with_user(self.manager).action_undo()
        self.assertEqual(card.points, 130)

    def test_what_comes_on_the_wallet_later_is_taken_over_as_well(self):
        card = self._wallet(100)
        first = self._take_wallets(card)
        card.points = 30
        second = self._take_wallets(card)
        contract = (first | second).line_ids.contract_id
        self.assertEqual(contract.balance, 130)
        second.with_user(self.manager).action_undo()
        self.assertEqual((contract.balance, card.points), (100, 30))

    def test_a_quotation_that_counted_on_the_wallet_cannot_spend_it_again(self):
        card = self._wallet(100)
        order = self._order(self.top_up)
        order.order_line.product_id = self.pack
        status = order._get_claimable_rewards(card)
        order._apply_program_reward(status[card], card)
        self._take_wallets(card)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()

    def test_money_spent_since_the_preview_asks_to_look_again(self):
        card = self._wallet(100)
        migration = self._look()
        card.points = 80
        with self.assertRefused("Look again"):
            migration.action_run()

    def test_what_stays_out_is_named(self):
        cases = (
            (self._wallet(10, partner_id=False), "belongs to no client"),
            (self._wallet(10, active=False), "archived"),
            (self._wallet(10, expiration_date=date(2026, 3, 1)), "expired on"),
            (self._wallet(-5), "More was spent"),
        )
        migration = self._look()
        for card, reason in cases:
            with self.subTest(reason=reason):
                row = self._find_wallet(migration, card)
                self.assertEqual((row.status, row.is_chosen), ("out", False))
                self.assertIn(reason, row.note)
        empty = self._wallet(0)
        self.assertFalse(self._find_wallet(self._look(), empty))

    def test_what_sums_of_floats_leave_on_a_wallet_is_nothing(self):
        """As odoo/odoo#153541 tells it: points that are no whole cents."""
        dust = self._wallet(0.1 + 0.2 - 0.3) | self._wallet(-1e-14)
        full = self._wallet(267.39 + 0.89)
        migration = self._look()
        self.assertFalse(migration.line_ids.loyalty_card_id & dust)
        opening = self._take_wallets(full)
        self.assertEqual(opening.line_ids.grant_id.remaining, 268.28)
        self.assertEqual(full.points, 0)

    def test_expiry_goes_along(self):
        card = self._wallet(10, expiration_date=date(2026, 12, 31))
        opening = self._take_wallets(card)
        self.assertEqual(opening.line_ids.grant_id.date_expiry, date(2026, 12, 31))

    def test_other_programs_and_companies_are_left_alone(self):
        other = self.setup_other_company(name="Second Ltd")["company"]
        theirs = self._wallet(
            10, program_id=self._program("Theirs", company_id=other.id).id
        )
        points = self._wallet(
            10,
            program_id=self._program(
                "Points", program_type="loyalty", applies_on="both"
            ).id,
        )
        found = self._look().line_ids.loyalty_card_id
        self.assertFalse(found & (theirs | points))

    def test_hours_and_money_are_taken_over_together(self):
        line, card = self._sell_paid(10), self._wallet(50)
        migration = self._look()
        self.assertIn("Credit after: 10 h + $\xa050.00", migration.summary)
        action = migration.action_run()
        opening = self.env[action["res_model"]].browse(action["res_id"]).sudo()
        self.assertEqual(len(opening.line_ids.grant_id), 2)
        self.assertEqual((line.remaining_hours, card.points), (0, 0))

    def test_an_order_that_filled_it_and_is_cancelled_is_named(self):
        order = self._order(self.top_up)
        order.order_line.price_unit = 50
        order._update_programs_and_rewards()
        order.action_confirm()
        card = order.coupon_point_ids.coupon_id
        self.assertEqual(card.points, 50)
        opening = self._take_wallets(card)
        order._action_cancel()
        contract = opening.line_ids.contract_id
        self.assertIn(order.name, "".join(contract.activity_ids.mapped("summary")))

    # === UNINSTALL === #

    def test_credit_that_forgets_its_wallet_is_told(self):
        self.assertFalse(self._tell_losses(ADDON))
        opening = self._take_wallets(self._wallet(100))
        self.assertRegex(self._tell_losses(ADDON), "^1 credits forget the eWallet")
        opening.with_user(self.manager).action_undo()
        self.assertFalse(self._tell_losses(ADDON))

    def test_the_opening_names_wallets_that_get_nothing_back(self):
        card = self._wallet(100)
        opening = self._take_wallets(card)
        uninstall_hook(self.env)
        self.assertIn(card.code, opening.message_ids[:1].body)
        self.assertEqual(opening.line_ids.grant_id.remaining, 100)
