from .common import PrepaidCommon


class ShareCommon(PrepaidCommon):
    """A customer with two sites, a person at one of them, and a pool of 20 hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.lyon, cls.paris = partners.create(
            [
                {"name": name, "parent_id": cls.client.id, "email": f"{name}@x.example"}
                for name in ("Lyon", "Paris")
            ]
        )
        cls.anna = partners.create({"name": "Anna", "parent_id": cls.lyon.id})
        cls.contract = cls._contract(1200)
        cls.tickets = {
            partner: cls._task(partner.name, partner_id=partner.id)
            for partner in (cls.lyon, cls.paris, cls.anna)
        }

    @classmethod
    def _share(cls, partner, quantity=0, percent=0, **over):
        vals = {
            "contract_id": cls.contract.id,
            "partner_id": partner.id,
            "kind": "percent" if percent else "quantity",
            "quantity": quantity,
            "percent": percent,
        }
        return cls.env["prepaid.share"].with_user(cls.user).create(vals | over).sudo()

    def _work(self, partner, minutes, **over):
        return self._log(minutes, task=self.tickets[partner], **over)

    def assertUsed(self, share, used, left=None):
        share.invalidate_recordset()
        self.assertEqual(share.used, used)
        if left is not None:
            self.assertEqual(share.left, left)

    def _tell(self):
        """Let the cron run, and return the subjects of what it told."""
        before = self.contract.message_ids
        with self.enter_registry_test_mode():
            cron = self.env.ref("sale_timesheet_prepaid.prepaid_share_cron")
            cron.method_direct_trigger()
        self.contract.invalidate_recordset()
        return (self.contract.message_ids - before).sorted("id").mapped("subject")
