from collections import Counter

from odoo import api, fields, models

from ...metering import to_quantity, to_units
from . import pool


class AccountMove(models.Model):
    """What a credit note takes from the client, told before it is posted."""

    _inherit = "account.move"

    prepaid_credit_text = fields.Char(
        compute="_compute_prepaid_credit_text", compute_sudo=True
    )
    prepaid_credits_use = fields.Boolean(
        compute="_compute_prepaid_credit_text", compute_sudo=True
    )

    @api.depends(
        "state",
        "move_type",
        "prepaid_price_only",
        "invoice_line_ids.balance",
        "invoice_line_ids.quantity",
    )
    @api.depends_context("lang")
    def _compute_prepaid_credit_text(self):
        for move in self:
            takes = move._origin._get_prepaid_takes()
            move.prepaid_credit_text = " ".join(
                move._describe_take(contract, *units)
                for contract, units in takes.items()
            )
            move.prepaid_credits_use = any(units[1] for units in takes.values())

    def _get_prepaid_takes(self):
        """Return {contract: (units taken back, used beyond, owed again)}.

        What was used beyond what is taken back is forgiven or not; invoiced work that
        is credited is owed again.

        Empty for anything but the draft of a credit note that takes credit.
        """
        takes = {}
        if self.state != "draft" or self.move_type != "out_refund":
            return takes
        billed = Counter()
        for line in self._get_pack_lines():
            for grant, units in line._get_credited_units(billed):
                contract = grant.contract_id
                left = to_units(sum(grant._get_family().mapped("remaining")))
                taken, beyond, owed = takes.get(contract, (0, 0, 0))
                back = min(units, left)
                if grant._is_credit():
                    beyond += units - back
                else:
                    owed += units - back
                takes[contract] = (taken + back, beyond, owed)
        return takes

    def _describe_take(self, contract, taken, beyond, owed):
        values = {
            "contract": contract.name,
            "taken": contract._format_quantity(to_quantity(taken)),
            "beyond": contract._format_quantity(to_quantity(beyond)),
            "owed": contract._format_quantity(to_quantity(owed)),
        }
        if owed and not beyond:
            return self.env._(
                "%(owed)s of work beyond the credit of %(contract)s is owed again. To "
                "give it to the client, change the price only.",
                **values,
            )
        if beyond:
            return self.env._(
                "Takes %(taken)s of unused credit back from %(contract)s. Another "
                "%(beyond)s that it credits were used already.",
                **values,
            )
        return self.env._(
            "Takes %(taken)s of unused credit back from %(contract)s.", **values
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_credited_units(self, billed):
        """Return [(grant, units)] that this draft line of a credit note would take.

        ``billed`` counts what the lines before it credit: see _find_billed_line().
        """
        origin = self._find_billed_line(billed)
        if not origin or self.move_id.prepaid_price_only:
            return []
        pool_lines = origin._get_pool_members().filtered(
            lambda line: line._get_pool_key() == origin._get_pool_key()
        )
        bill = self._prepare_bill(self.move_id._share_prepaid_discounts().get(self, ()))
        parts = pool.read([*pool_lines._get_bills(), bill._replace(parcel=origin.id)])
        credited = [part for part in parts if part.line == self.id and part.packs]
        return [
            (grant, units)
            for part in credited
            for line in [self.browse(part.parcel)]
            for kind, units in line._get_pack_units(-float(part.packs)).items()
            for grant in [line._get_claimed_grants().get(kind)]
            if grant and units
        ]

    def _get_claimed_grants(self):
        """Return {kind: grant} of the packs of this line, whoever granted them."""
        return self._get_grants_by_kind() or (
            self.sale_line_ids[:1]._get_grants_by_kind()
        )
