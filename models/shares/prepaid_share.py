from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...metering import QUANTITY_DIGITS
from .share import WHOLE

# What a share counts: these stay once work counts in it.
COUNTED = {"contract_id", "partner_id", "period"}
# What says how much a share allows.
LIMITS = {"kind", "quantity", "percent", "active"}


class PrepaidShare(models.Model):
    """How much of a contract's credit the work of a site or a person may use.

    A limit, not a grant: no balance and no entry moves by it. Work counts in the share
    of who it is for, and in those of all who stand above.
    """

    _name = "prepaid.share"
    _description = "Share of a Contract's Credit"
    _inherit = "prepaid.guarded"
    _order = "contract_id, id"
    _check_company_auto = True

    _prepaid_user_fields = {
        *("contract_id", "partner_id", "kind", "quantity", "percent", "period"),
        *("is_hard", "approver_ids", "active"),
    }
    _prepaid_personal_fields = {"partner_id": "person", "approver_ids": "person"}

    contract_id = fields.Many2one(
        "prepaid.contract",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    customer_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Site or Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Work on the tickets of this contact, and of those below it, counts here.",
    )
    kind = fields.Selection(
        [("quantity", "Fixed"), ("percent", "Percent")],
        "Share",
        required=True,
        default="quantity",
    )
    quantity = fields.Float(
        "Up to",
        digits=QUANTITY_DIGITS,
        help="Most that may be used in a period, in the plan's unit.",
    )
    percent = fields.Float(
        digits=(5, 2),
        help="Of the credit that the period has, whoever uses it: what stood at its "
        "start and what came in it, less what expired or was taken back. Down to the "
        "whole minute or cent.",
    )
    period = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
            (WHOLE, "Whole contract"),
        ],
        required=True,
        default="month",
        help="By the calendar of the company's days. Work counts on its own date.",
    )
    is_hard = fields.Boolean(
        "Stop There",
        help="Work beyond the share is refused, unless an approver allows more or a "
        "manager books it. Otherwise it goes on, and people are told.",
    )
    approver_ids = fields.Many2many(
        "res.partner",
        "prepaid_share_approver_rel",
        "share_id",
        "partner_id",
        "Approved by",
        help="Contacts of the client who are told how much is used, and who may allow "
        "more.",
    )
    active = fields.Boolean(default=True)

    _check_most = models.Constraint(
        "CHECK (CASE kind WHEN 'percent' THEN percent > 0 AND percent <= 100"
        " ELSE quantity > 0 END)",
        "Give the share more than nothing, and at most 100 percent.",
    )
    _partner_unique = models.UniqueIndex(
        "(contract_id, partner_id, period) WHERE active",
        "A site or person has one share of a contract for each kind of period.",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        for share in self:
            share.display_name = share.sudo().partner_id.name or self.env._("New")

    # === CONSTRAINT METHODS === #

    @api.constrains("contract_id", "partner_id", "approver_ids")
    def _check_partners(self):
        """Refuse shares of people whose work the contract does not pay."""
        for share in self.sudo():
            for partner in share.partner_id | share.approver_ids:
                if not share.contract_id._pays_for(partner):
                    raise ValidationError(
                        self.env._(
                            "%(partner)s is nobody whose work the contract "
                            "%(contract)s of %(customer)s pays for. Choose a site or "
                            "a contact of that customer.",
                            partner=partner.display_name,
                            contract=share.contract_id.name,
                            customer=share.customer_id.display_name,
                        )
                    )

    @api.constrains("contract_id", "kind", "quantity")
    def _check_quantity(self):
        for share in self.filtered(lambda share: share.kind == "quantity"):
            share.contract_id._check_whole(share.quantity)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Count the work of the running period that was drawn before."""
        shares = super().create(vals_list)
        shares.sudo()._count_earlier_work()
        return shares

    def write(self, vals):
        """Keep what shares counted; look again at what they allow."""
        for name in COUNTED & vals.keys():
            self._check_uncounted(name, vals[name])
        result = super().write(vals)
        shares_sudo = self.sudo()
        if "active" in vals:
            shares_sudo.contract_id.invalidate_recordset(["share_ids"])
            shares_sudo._count_earlier_work()
        if vals.keys() & LIMITS:
            shares_sudo._look_again()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        for share_sudo in self.sudo():
            if share_sudo._has_counted():
                raise UserError(
                    self.env._(
                        "Work counts in the share of %(share)s on the contract "
                        "%(contract)s. Archive it instead.",
                        share=share_sudo.display_name,
                        contract=share_sudo.contract_id.name,
                    )
                )

    def _check_uncounted(self, name, value):
        """Refuse another value of what says which work counted."""
        field = self._fields[name]
        for share_sudo in self.sudo():
            before = field.convert_to_cache(share_sudo[name], share_sudo)
            is_same = field.convert_to_cache(value, share_sudo) == before
            if not is_same and share_sudo._has_counted():
                raise UserError(
                    self.env._(
                        "Work counts in the share of %(share)s on the contract "
                        "%(contract)s: who it is for and its period stay. Archive it "
                        "and make a new one.",
                        share=share_sudo.display_name,
                        contract=share_sudo.contract_id.name,
                    )
                )

    def _has_counted(self):
        """Tell whether any work was ever counted in this share (sudo)."""
        domain = [("share_ids", "in", self.ids)]
        return bool(self.env["prepaid.entry"].search_count(domain, limit=1))
