from odoo.tests import tagged

from .common_concurrency import MINUTES, ConcurrencyCommon


@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestShareRace(ConcurrencyCommon):
    """The last of a share that stops work goes to one worker."""

    def _make(self, env):
        ids = super()._make(env)
        env["prepaid.grant"].create(
            {"contract_id": ids["contract"], "quantity": 540, "name": "More"}
        )
        share = env["prepaid.share"].create(
            {
                "contract_id": ids["contract"],
                "partner_id": ids["client"],
                "quantity": 3 * MINUTES,
                "is_hard": True,
            }
        )
        return ids | {"share": share.id}

    def test_workers_never_take_the_last_of_a_share_twice(self):
        outcomes = [self._race(self._log, 2) for _round in range(3)]
        drawn, refused = map(sum, zip(*outcomes, strict=True))
        self.assertEqual((drawn, refused), (3, 3))
        used = self._read(
            lambda contract: contract.share_ids.mapped(
                lambda share: (share.used, share.left)
            )
        )
        self.assertEqual(used, [(3 * MINUTES, 0)])
