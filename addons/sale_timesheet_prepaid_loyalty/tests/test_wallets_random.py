from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY
from odoo.addons.sale_timesheet_prepaid.tests.steady import steady

from .common_wallets import WalletsCommon

# Euros for a dollar, on every day of these histories.
RATE = Fraction(9, 10)
INDEX = st.integers(0, 9)
CENTS = st.sampled_from([1, 33, 4999, 10_000, 12_345, 99_999])
STEP = st.one_of(
    st.tuples(
        st.just("open"),
        st.sampled_from(["ours", "euro", "shared", "theirs"]),
        st.sampled_from([0, 1, None]),
        st.sampled_from([None, date(2026, 1, 1), TODAY, date(2027, 1, 31)]),
        CENTS,
    ),
    st.tuples(st.just("fill"), INDEX, CENTS),
    st.tuples(st.just("spend"), INDEX, CENTS),
    st.tuples(st.just("empty"), INDEX),
    st.tuples(st.just("archive"), INDEX),
    st.tuples(st.just("buy"), st.integers(0, 1), CENTS),
    st.tuples(st.just("pay_with"), INDEX, CENTS),
)
START = (
    ("open", "ours", 0, None, 12_345),
    ("open", "euro", 1, date(2027, 1, 31), 4999),
    ("open", "shared", 0, TODAY, 33),
    ("open", "theirs", 0, None, 99_999),
    ("open", "ours", 1, date(2026, 1, 1), 4999),
    ("buy", 1, 10_000),
    ("pay_with", 0, 4999),
)


@dataclass(eq=False)
class Wallet:
    """What a naive reader knows of an eWallet."""

    kind: str
    client: int | None
    expiry: date | None
    cents: int
    is_archived: bool = False

    @property
    def is_taken(self):
        """Tell whether its money goes to a contract."""
        is_over = self.expiry is not None and self.expiry < TODAY
        is_ours = self.kind != "theirs" and self.client is not None
        return is_ours and self.cents > 0 and not is_over and not self.is_archived

    @property
    def coins(self):
        """Return what it is worth in the currency of the books."""
        worth = Fraction(self.cents) / (RATE if self.kind == "euro" else 1)
        return int(worth + Fraction(1, 2))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWalletsRandom(WalletsCommon):
    """Whatever was filled, spent and archived before: no cent is lost or made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clients = cls.client | cls.client.copy({"name": "Deco"})
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.euro.id,
                "company_id": cls.company.id,
                "name": "2025-12-31",
                "rate": float(RATE),
            }
        )
        cls._plan("Credit in euro", unit="money", currency_id=cls.euro.id)
        cls.other = cls.setup_other_company(name="Second Ltd")["company"]
        cls.programs = {
            "ours": cls.program,
            "euro": cls._program("Euro", currency_id=cls.euro.id),
            "shared": cls._program("Shared", company_id=False),
            "theirs": cls._program(
                "Theirs", company_id=cls.other.id, currency_id=cls.currency.id
            ),
        }

    @steady(3, shrinks=False)
    @given(st.lists(STEP, max_size=12), STEP)
    def test_money_on_wallets_before_is_credit_after_and_undone_as_before(
        self, steps, meanwhile
    ):
        with self.env.cr.savepoint() as savepoint:
            self.cards, self.wallets = self.env["loyalty.card"], []
            for name, *args in (*START, *steps):
                getattr(self, f"_do_{name}")(*args)
            self._check_migration(meanwhile)
            savepoint.rollback()
        self.env.invalidate_all()

    # === STEPS === #

    def _do_open(self, kind, client, expiry, cents):
        self.cards |= self._wallet(
            cents / 100,
            program_id=self.programs[kind].id,
            partner_id=client is not None and self.clients[client].id,
            expiration_date=expiry,
        )
        self.wallets.append(Wallet(kind, client, expiry, cents))

    def _pick(self, index):
        place = index % len(self.cards)
        return self.cards[place], self.wallets[place]

    def _do_fill(self, index, cents):
        card, wallet = self._pick(index)
        wallet.cents += cents
        card.points += cents / 100

    def _do_spend(self, index, cents):
        """Spend it elsewhere, even more than there is: Odoo does not mind."""
        self._do_fill(index, -cents)

    def _do_empty(self, index):
        card, wallet = self._pick(index)
        wallet.cents = 0
        card.points = 0

    def _do_archive(self, index):
        card, wallet = self._pick(index)
        wallet.is_archived = True
        card.active = False

    def _do_buy(self, client, cents):
        """Fill the wallets of the client by an order of the top-up.

        Odoo fills one of each program that the product is of, as it is written there.
        """
        order = self._order(self.top_up, client=self.clients[client])
        order.order_line.price_unit = cents / 100
        order._update_programs_and_rewards()
        order.action_confirm()
        kinds = {program: kind for kind, program in self.programs.items()}
        for card in order.coupon_point_ids.coupon_id.sudo():
            if card in self.cards:
                self.wallets[self.cards.ids.index(card.id)].cents += cents
            else:
                self.cards |= card
                wallet = Wallet(kinds[card.program_id], client, None, cents)
                self.wallets.append(wallet)

    def _do_pay_with(self, index, cents):
        """Pay an order of the client with the wallet, as far as it goes."""
        card, wallet = self._pick(index)
        if wallet.kind != "ours" or not wallet.is_taken:
            return
        product = self.top_up.copy({"name": "Cable"})
        order = self._order(product, client=self.clients[wallet.client])
        order.order_line.price_unit = cents / 100
        status = order._get_claimable_rewards(card)
        if card not in status:
            return
        order._apply_program_reward(status[card], card)
        order.action_confirm()
        wallet.cents -= min(wallet.cents, cents)

    # === WHAT MUST HOLD === #

    def _check_migration(self, meanwhile):
        self._check_points()
        migration = self._look()
        migration.action_choose_all()
        taken = migration.line_ids.filtered("is_chosen").loyalty_card_id
        expected = [wallet for wallet in self.wallets if wallet.is_taken]
        self.assertEqual(taken & self.cards, self._get_cards(expected))
        if not taken:
            with self.assertRefused("Choose at least one line"):
                migration.action_run()
            return
        action = migration.action_run()
        opening = self.env[action["res_model"]].browse(action["res_id"]).sudo()
        self.assertEqual(self._get_credit(), self._count_credit(expected))
        for line in opening.line_ids:
            wallet = self.wallets[self.cards.ids.index(line.loyalty_card_id.id)]
            self.assertEqual(line.grant_id.date_expiry or None, wallet.expiry)
        self._assert_deferred(sum(wallet.coins for wallet in expected))
        before = [wallet.cents for wallet in self.wallets]
        for wallet in expected:
            wallet.cents = 0
        self._check_points()
        self.assertFalse(self._look().line_ids.filtered("is_chosen"))
        self._check_other_company(expected)
        name, *args = meanwhile
        getattr(self, f"_do_{name}")(*args)
        opening.with_user(self.manager).action_undo()
        for wallet, cents in zip(self.wallets, before, strict=False):
            wallet.cents += cents if wallet in expected else 0
        self._check_points()
        self.assertEqual(set(self._get_credit().values()) - {0}, set())
        self._assert_deferred(0)

    def _check_points(self):
        """Compare what is on the wallets with what a naive reader expects."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(
            [round(card.points * 100) for card in self.cards],
            [wallet.cents for wallet in self.wallets],
        )

    def _check_other_company(self, expected):
        """What we took over is not there to be taken over by others."""
        found = self.env["loyalty.card"].sudo()._find_wallets(self.other)
        self.assertFalse(found & self._get_cards(expected))

    def _get_cards(self, wallets):
        return self.cards.filtered(
            lambda card: self.wallets[self.cards.ids.index(card.id)] in wallets
        )

    def _get_credit(self):
        """Return {(client, currency): cents} of all contracts."""
        credit = defaultdict(int)
        for contract in self.clients.prepaid_contract_ids:
            key = contract.partner_id, contract.currency_id
            credit[key] += round(contract.balance * 100)
        return credit

    def _count_credit(self, wallets):
        credit = defaultdict(int)
        for wallet in wallets:
            currency = self.euro if wallet.kind == "euro" else self.currency
            credit[self.clients[wallet.client], currency] += wallet.cents
        return credit

    def _assert_deferred(self, coins):
        tie_out = self.company.sudo()._get_prepaid_tie_out(TODAY)
        self.assertEqual(round(tie_out["deferred"] * 100), coins)
        self.assertEqual(tie_out["difference"], 0)
        self.assertTiesOut()
