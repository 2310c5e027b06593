from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_withdrawal import WithdrawalCommon

YEAR, FIVE = date(2027, 3, 15), date(2031, 3, 15)
COMPANY = {"is_company": True}
# Name, country, state, more -> last day of the credit, whether a notice says that it is
# lost, whether the buyer may withdraw, whether a small rest is paid out.
BUYERS = (
    ("Frenchwoman", "fr", None, {}, YEAR, True, True, False),
    ("French company", "fr", None, COMPANY, YEAR, True, False, False),
    ("German", "de", None, {}, False, False, True, False),
    ("German freelancer", "de", None, {"vat": "DE136695976"}, YEAR, True, False, False),
    ("Austrian", "at", None, {}, False, False, True, False),
    ("Spaniard", "es", None, {}, YEAR, True, True, False),
    ("Québécoise", "ca", "state_ca_qc", {}, False, False, False, False),
    ("Québec company", "ca", "state_ca_qc", COMPANY, YEAR, True, False, False),
    ("Ontarian, hours", "ca", "state_ca_on", {}, YEAR, True, False, False),
    ("Californian", "us", "state_us_5", {}, False, False, False, True),
    ("New Yorker", "us", "state_us_27", {}, FIVE, True, False, False),
    ("Nobody knows where", None, None, {}, YEAR, True, False, False),
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTwelveBuyers(WithdrawalCommon):
    """Kind and place of the buyer against all that depends on them, as in the docs."""

    def _make_buyer(self, name, country, state, more):
        buyer = self._buyer(name.split(",")[0].replace(" ", "."), country or "fr")
        buyer.write(
            {
                "country_id": country and buyer.country_id.id,
                "state_id": state and self.env.ref(f"base.{state}").id,
            }
            | more
        )
        return buyer

    def test_each_of_them(self):
        self.plan.validity_months = 12
        pack = self._pack(600, price=999.99)
        for name, *place, expiry, is_told, may_withdraw, has_rest in BUYERS:
            with self.subTest(buyer=name):
                buyer = self._make_buyer(name, *place)
                order = self._sell(begin=False, pack=pack, buyer=buyer)
                grant = order.sudo()._get_prepaid_grants()
                contract = grant.contract_id
                self.assertEqual(grant.date_expiry, expiry)
                self.assertEqual(order._is_withdrawable(), may_withdraw)
                self.assertEqual(bool(order._get_begin_text()), may_withdraw)
                until = may_withdraw and date(2026, 3, 30)
                self.assertEqual(order.prepaid_withdrawal_until, until)
                task = self._task("Desk", self._project("Desk", buyer))
                self._log(592, task=task)
                self.assertEqual(bool(contract._get_rest()), has_rest)
                self.assertEqual(self._is_told_of_loss(contract, expiry), is_told)

    def _is_told_of_loss(self, contract, expiry):
        """Tell whether the last notice, days before, says that the credit is lost."""
        with freeze_time((expiry or YEAR) - timedelta(days=2)):
            contract._notify_expiring()
        return any("is lost" in body for body in contract.message_ids.mapped("body"))
