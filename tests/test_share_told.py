from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_share import ShareCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestShareTold(ShareCommon):
    """Approvers and account manager hear of a share once a crossing and a period."""

    def setUp(self):
        super().setUp()
        self.share = self._share(self.lyon, 100, approver_ids=[(6, 0, self.anna.ids)])
        self._tell()

    def test_each_crossing_is_told_once(self):
        self._work(self.lyon, 70)
        self.assertEqual(self._tell(), [])
        self._work(self.lyon, 5)
        self.assertEqual(self._tell(), ["Lyon: 75 % of the share is used"])
        self._work(self.lyon, 10)
        self.assertEqual(self._tell(), [])
        self._work(self.lyon, 40)
        self.assertEqual(self._tell(), ["Lyon: 100 % of the share is used"])
        message = self.contract.message_ids[0]
        self.assertIn("2 h 05 of the 1 h 40", message.body)
        self.assertEqual(message.partner_ids, self.anna | self.user.partner_id)

    def test_mistake_that_is_mended_was_never_made(self):
        line = self._work(self.lyon, 100)
        line.unit_amount = 0.5
        self.assertEqual(self._tell(), [])

    def test_undone_use_arms_the_next_crossing(self):
        line = self._work(self.lyon, 80)
        self.assertEqual(len(self._tell()), 1)
        line.unit_amount = 0.5
        self.assertEqual(self._tell(), [])
        line.unit_amount = 80 / 60
        self.assertEqual(len(self._tell()), 1)

    def test_each_period_is_told_by_itself(self):
        self._work(self.lyon, 80)
        self._work(self.lyon, 90, day=TODAY.replace(month=4))
        self.assertEqual(
            self._tell(),
            ["Lyon: 75 % of the share is used", "Lyon: 90 % of the share is used"],
        )
        self.assertEqual(self.share.told_levels, {"2026-03-01": 75, "2026-04-01": 90})

    def test_only_use_tells(self):
        self._work(self.lyon, 50)
        self.assertEqual(self._tell(), [])
        self.share.quantity = 60
        self.assertEqual(self._tell(), [])
        self._work(self.lyon, 1)
        self.assertEqual(len(self._tell()), 1)

    def test_corrected_line_tells_nothing_new(self):
        line = self._work(self.lyon, 95)
        self._tell()
        line.date = TODAY.replace(day=2)
        self.assertEqual(self._tell(), [])

    def test_new_credit_arms_shares_of_a_part(self):
        self.share.write({"kind": "percent", "percent": 10})
        self._work(self.lyon, 110)
        self.assertEqual(self._tell(), ["Lyon: 90 % of the share is used"])
        self._grant(self.contract, 2000)
        self.assertEqual(self._tell(), [])
        self._work(self.lyon, 140)
        self.assertEqual(self._tell(), ["Lyon: 75 % of the share is used"])
