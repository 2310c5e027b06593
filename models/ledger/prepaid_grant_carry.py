from odoo import api, fields, models
from odoo.fields import Domain

from ...metering import to_units


class PrepaidGrant(models.Model):
    """How credit that expired goes over to the next pack of its contract."""

    _inherit = "prepaid.grant"

    carried_by_id = fields.Many2one(
        "prepaid.grant",
        "Carried Over to",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="The pack that this credit joined.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A pack that is sold takes what waited for it along."""
        grants = super().create(vals_list)
        packs = grants.filtered(lambda grant: grant._is_pack())
        if packs:
            packs._take_waiting()
        return grants

    def _follow_outcome(self):
        """Override: what is to be carried joins the next pack, where there is one."""
        self.filtered(lambda grant: grant.expiry_outcome == "carry")._carry_over()
        return super()._follow_outcome()

    def _is_pack(self):
        """Tell whether the grant is a pack that was sold, not a part of one."""
        return self.kind == "purchase" and not self.origin_grant_id

    def _take_waiting(self):
        """Let what waits on the contracts of these packs go over to them."""
        waiting = Domain("contract_id", "in", self.contract_id.ids) & Domain(
            "expiry_outcome", "=", "carry"
        )
        self.search(waiting & Domain("owed", ">", 0))._carry_over()

    def _carry_over(self):
        """Let what is owed of these grants join the next pack, where there is one."""
        vals_list = []
        for grant in self:
            pack = grant._find_next_pack()
            if pack and (units := grant._release_owed(to_units(grant.owed))):
                name = grant.contract_id._with_client_lang().env._(
                    "Carried over: %(grant)s", grant=grant.name
                )
                vals_list.append(
                    grant._transfer_out(grant.contract_id, units, name)
                    | {
                        "date": max(pack.date, grant.date_expiry or pack.date),
                        "date_expiry": pack.date_expiry,
                        "carried_by_id": pack.id,
                        # What waited is used before what is new.
                        "priority": pack.priority - 1,
                    }
                )
        if vals_list:
            self.create(vals_list)._update_amount()

    def _wait_again(self):
        """Let what these packs carried wait for another, as they stand no more."""
        carried = self.search(
            Domain("carried_by_id", "in", self.ids) & Domain("remaining", ">", 0)
        )
        self.env["prepaid.entry"].create(
            [
                part._prepare_expiry_vals(
                    to_units(part.remaining), part._get_today(), part._get_expiry_text()
                )
                for part in carried
            ]
        )
        carried.filtered("owed")._follow_outcome()

    def _find_next_pack(self):
        """Return the first pack that was bought later on the contract and is valid.

        A closed contract takes none.
        """
        self.ensure_one()
        if self.contract_id.state == "closed":
            return self.browse()
        later = self.search(
            Domain("contract_id", "=", self.contract_id.id)
            & Domain("kind", "=", "purchase")
            & Domain("origin_grant_id", "=", False)
            & Domain("is_replaced", "=", False)
            & Domain("id", ">", self._get_origins().id),
            order="date, id",
        )
        today = self._get_today()
        return later.filtered(
            lambda pack: (
                (not pack.date_expiry or pack.date_expiry >= today)
                and pack.state != "void"
            )
        )[:1]
