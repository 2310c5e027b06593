from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import GROUP, TODAY
from .common_clients import ClientsCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCustomerTwins(ClientsCommon):
    """A guest with a known e-mail is shown as the likely twin, never taken over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guest = cls.env["res.partner"].create(
            {"name": "Guest", "email": "Azure <AZURE@example.com>"}
        )
        cls.theirs_too = cls._contract(300, client=cls.guest)
        # The website's part of the merge reads visitors as the user who merges.
        cls.keeper = new_test_user(
            cls.env,
            login="prepaid_merger",
            groups=f"{GROUP}user,base.group_partner_manager,"
            "website.group_website_designer",
            company_id=cls.company.id,
        )

    def _twins(self, contract):
        return contract.with_user(self.user).prepaid_twin_ids

    def test_the_contract_shows_who_has_the_same_email(self):
        self.assertEqual(self._twins(self.theirs_too), self.client)
        self.assertEqual(self._twins(self.mine), self.guest)
        self.assertFalse(self._twins(self.theirs))

    def test_a_contact_of_a_client_is_a_twin_and_ones_own_contact_is_not(self):
        ann = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.client.id, "email": "ann@example.com"}
        )
        self.guest.email = "ann@example.com"
        self.assertEqual(self._twins(self.theirs_too), ann)
        ann.email = self.client.email
        self.assertFalse(self._twins(self.mine))

    def test_archived_partners_and_those_of_another_company_are_no_twins(self):
        self.client.active = False
        self.assertFalse(self._twins(self.theirs_too))
        self.client.active = True
        self.guest.company_id = self.company
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.env["res.partner"].create(
            {"name": "X", "email": self.client.email, "company_id": other.id}
        )
        self.assertNotIn(stranger, self.guest.sudo().prepaid_twin_ids)

    def test_merged_from_the_contract_the_credit_is_on_one_client(self):
        # Odoo merges contacts of the very same spelling only, but for administrators.
        self.guest.email = self.client.email
        action = self.theirs_too.with_user(self.keeper).action_merge_twins()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.keeper)
            .with_context(**action["context"])
        ).save()
        self.assertEqual(wizard.partner_ids, self.client | self.guest)
        wizard.dst_partner_id = self.client
        wizard.action_merge()
        both = self.mine | self.theirs_too
        self.assertEqual(both.partner_id, self.client)
        self.assertEqual(sum(both.mapped("balance")), 900)
        self.assertEqual(len(both.filtered("is_default")), 1)
        self.assertFalse(self._twins(self.mine))

    def test_who_may_not_merge_contacts_merges_none_from_the_contract(self):
        context = self.mine.with_user(self.user).action_merge_twins()["context"]
        wizards = self.env["base.partner.merge.automatic.wizard"].with_user(self.user)
        with self.assertRaises(AccessError):
            wizards.with_context(**context).create({})

    def test_whoever_looks_after_a_new_contract_is_told_of_the_twin(self):
        guest = self._client("Guest again", email=self.client.email)
        guest.user_id = self.manager
        self._pay(self._bill(client=guest))
        activity = guest.prepaid_contract_ids.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("has the same email as", activity.note)

    def test_the_order_of_a_guest_shows_the_likely_twin(self):
        order = self._order(client=self.guest).with_user(self.manager)
        self.assertEqual(order.prepaid_twin_ids, self.client)
        action = order.action_merge_prepaid_twins()
        self.assertEqual(
            action["context"]["active_ids"], (self.guest | self.client).ids
        )
