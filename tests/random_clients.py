"""What becomes of clients: how much each may use, and contacts that are merged."""

from odoo.fields import Command


class ClientSteps:
    """Steps that move no credit: what the documents come to stays."""

    def _do_share(self, seat, percent, is_hard):
        """Limit what a client may use of one of its contracts."""
        client = self.seats[seat]["client"]
        contract = self._pick(client.prepaid_contract_ids.sorted("id"), percent)
        vals = {"kind": "percent", "percent": percent, "is_hard": is_hard}
        if contract.share_ids:
            contract.share_ids[0].write(vals)
        else:
            vals |= {"partner_id": client.id, "period": "contract"}
            contract.share_ids = [Command.create(vals)]

    def _do_merge(self, seat):
        """Merge a client into another contact of the same company."""
        seat = self.seats[seat]
        kept = seat["client"].copy({"name": "Twin"})
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        partners = seat["client"] | kept
        wizard.create(
            {"partner_ids": [Command.set(partners.ids)], "dst_partner_id": kept.id}
        ).action_merge()
        self.env.invalidate_all()
        seat["client"] = kept
