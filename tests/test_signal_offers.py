from odoo.tests import freeze_time, tagged

from ..hooks import _delete_activities
from .common import TODAY
from .common_signal import SignalCommon, ago


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSignalOffers(SignalCommon):
    """Who would be glad of a pack now."""

    def test_work_for_a_former_client_asks_for_a_small_pack(self):
        self._pack(1200, is_published=True)
        small = self._pack(60, is_published=True)
        self.plan.is_published = True
        self._former()
        signal = self._find()
        self.assertEqual((signal.kind, signal.partner_id), ("former", self.client))
        self.assertFalse(signal.contract_id)
        self.assertEqual(
            signal.reason,
            "45 min of work in 30 days until 03/13/2026, and the client's contract is "
            "over.",
        )
        self.assertEqual(signal._get_offer_pack(), small.product_tmpl_id)
        self.assertIn(f"/p/{small.product_tmpl_id.id}", signal._get_offer_link())

    def test_a_new_contract_ends_the_offer(self):
        self.client.user_id = self.user
        self._former()
        signal = self._find()
        self.assertEqual(signal.activity_id.res_model, "res.partner")
        activity = signal.activity_id
        self._contract(600)
        self.assertFalse(self._find())
        self.assertEqual(signal.state, "gone")
        self.assertFalse(activity.exists())

    def test_offers_on_contacts_go_with_the_addon(self):
        self.client.user_id = self.user
        self._former()
        activity = self._find().activity_id
        self.assertTrue(activity)
        _delete_activities(self.env(su=True), "sale_timesheet_prepaid")
        self.assertFalse(activity.exists())

    def test_a_plan_that_is_archived_is_not_offered(self):
        self.env["prepaid.plan"].sudo().search([]).is_published = False
        self._pack(60, is_published=True)
        self._former()
        signal = self._find()
        self.assertEqual(signal._get_offer_plan(), self.plan)
        plan = self._plan("Small office", is_published=True)
        pack = self._pack(90, plan=plan, is_published=True)
        self.plan.active = False
        self.assertEqual(signal._get_offer_plan(), plan)
        self.assertEqual(signal._get_offer_pack(), pack.product_tmpl_id)
        pack.product_tmpl_id.active = False
        signal.invalidate_recordset()
        self.assertEqual(signal._get_offer_link(), "")
        self.assertEqual(signal.next_action, "Offer a small pack.")

    def test_a_site_whose_parent_pays_needs_no_pack(self):
        site = self.env["res.partner"].create(
            {"name": "Azure North", "is_company": True, "parent_id": self.client.id}
        )
        task = self._task("Router", self._project("North", site))
        self._log(60, day=ago(2), task=task)
        self.assertEqual(self._find().partner_id, site)
        contract = self._contract(600, covers_sites=True)
        contract.date_start = TODAY
        self.assertFalse(self._find())

    def test_work_that_somebody_decided_upon_asks_for_nothing(self):
        self._former()
        line = (
            self.env["account.analytic.line"]
            .sudo()
            .search([("partner_id", "=", self.client.id)])
        )
        self.assertTrue(self._find())
        line._leave_uncovered("Our mistake")
        self.assertFalse(self._find())

    def test_work_of_projects_that_are_not_billable_asks_for_nothing(self):
        self._former()
        self.project.prepaid_opt_out = True
        self.assertFalse(self._find())

    def test_a_project_that_is_done_asks_for_a_pack_for_what_comes_after(self):
        self._contract(is_default=False, state="closed")
        project = self._ended()
        signal = self._find()
        self.assertEqual(signal.kind, "follow_up")
        self.assertEqual(
            signal.reason,
            "“Office move” is done (03/11/2026), and the client has no contract.",
        )
        project.update_ids.unlink()
        project.last_update_status = "on_track"
        self.assertFalse(self._find())

    def test_a_client_with_a_contract_gets_no_offer_after_a_project(self):
        self._contract(600, is_default=False)
        self._ended()
        self.assertFalse(self._find())

    def test_a_fixed_price_order_ends_when_it_is_delivered(self):
        self._contract(is_default=False, state="closed")
        product = self.env["product.product"].create(
            {
                "name": "Office move",
                "type": "service",
                "service_policy": "delivered_manual",
                "service_tracking": "project_only",
                "company_id": self.company.id,
            }
        )
        order = self._order(product)
        order.action_confirm()
        self.assertFalse(self._find())
        order.order_line.qty_delivered = 1
        project = order.order_line.project_id
        self._log(60, day=ago(4), task=self._task("Cabling", project))
        signal = self._find()
        self.assertEqual(signal.kind, "follow_up")
        self.assertIn("is delivered (03/12/2026)", signal.reason)

    def test_another_project_is_another_occasion(self):
        self._contract(is_default=False, state="closed")
        self._ended()
        signal = self._find()
        signal.with_user(self.user).action_done()
        self.assertFalse(self._find())
        self._ended("Second move", age=2)
        self.assertEqual(self._find(), signal)
        self.assertIn("Second move", signal.reason)

    def test_a_bigger_pack_is_told_with_what_it_saves(self):
        contract = self._contract(600)
        bigger = self._pack(1200, name="20 hours", is_published=True)
        best = {contract: (bigger, 84.0)}
        self._patch_best(best)
        signal = self._find()
        self.assertEqual((signal.kind, signal.amount), ("bigger_pack", 84))
        self.assertRegex(
            signal.reason,
            r"^“20 hours” would have saved the client .*84.00.* in the last six months",
        )
        best[contract] = (bigger, 0.0)
        self.assertFalse(self._find())

    def _patch_best(self, best):
        """Stand for the part that compares packs."""
        Contract = self.registry["prepaid.contract"]
        self.patch(
            Contract,
            "_get_best_packs",
            lambda contracts: {c: best[c] for c in contracts if c in best},
        )

    def test_clients_read_what_they_would_have_saved_where_the_plan_tells_it(self):
        contract = self._contract(600)
        bigger = self._pack(1200, is_published=True)
        self._patch_best({contract: (bigger, 84.0)})
        self.assertIsNone(contract._get_saving())
        self.plan.is_saving_told = True
        saving = contract._get_saving()
        self.assertRegex(
            saving["text"], "With the pack of 20 h you would have saved .*84.00"
        )
        bigger.is_published = False
        self.assertIsNone(contract._get_saving())
        bigger.is_published = True
        self._patch_best({contract: (bigger, 0.0)})
        self.assertIsNone(contract._get_saving())
