from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...metering import to_quantity, to_units


class PrepaidApproval(models.Model):
    """A site's approver allows more than its share, for a period."""

    _inherit = "prepaid.approval"

    _prepaid_user_fields = {"share_id", "share_date"}

    share_id = fields.Many2one(
        "prepaid.share",
        "Beyond the Share of",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('contract_id', '=', contract_id)]",
        help="Its approvers are asked for more than its share. Empty: the client is "
        "asked for more than the credit.",
    )
    share_date = fields.Date(
        "In the Period of", help="The share is raised for the period of this day."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("share_id", "contract_id", "share_date")
    def _check_share(self):
        for approval in self.filtered("share_id"):
            share_sudo = approval.share_id.sudo()
            if share_sudo.contract_id != approval.contract_id:
                raise ValidationError(
                    self.env._(
                        "The share of %(share)s is not of the contract %(contract)s. "
                        "Choose a share of that contract.",
                        share=share_sudo.display_name,
                        contract=approval.contract_id.name,
                    )
                )
            if not approval.share_date:
                raise ValidationError(
                    self.env._(
                        "Name a day of the period in which %(share)s may use more.",
                        share=share_sudo.display_name,
                    )
                )

    # === COMPUTE METHODS === #

    @api.depends("share_id", "share_date", "state")
    def _compute_left(self):
        """Override: an approval of a share is used by what goes beyond the share."""
        of_shares = self.filtered("share_id")
        result = super(PrepaidApproval, self - of_shares)._compute_left()
        for approval in of_shares:
            share, day = approval.share_id, approval.share_date
            figure = share._get_figures(day)[share]
            more = share._get_approved_units(day)[share]
            used = max(min(figure.used - figure.limit + more, more), 0)
            used = min(used, to_units(approval.quantity))
            approval.used = to_quantity(used)
            approval.left = to_quantity(to_units(approval.quantity) - used)
        return result

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: what an approver was asked stays; an answer moves the share."""
        if not self.env.su and vals.keys() & {"share_id", "share_date"}:
            self._check_state({"draft"})
        result = super().write(vals)
        if "state" in vals:
            self.sudo().share_id._look_again()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _get_open(self, contract, task):
        """Override: more of a share is no leave to go beyond the credit."""
        approvals = super()._get_open(contract, task)
        return approvals.filtered(lambda approval: not approval.share_id)

    def _get_ask_template(self):
        if self.share_id:
            return "sale_timesheet_prepaid.prepaid_approval_mail_template_share"
        return super()._get_ask_template()

    def _get_share_text(self):
        """Return how the share (sudo) stands, for whoever is asked for more."""
        share, day = self.share_id, self.share_date
        return share._get_level_text(day, share._get_figures(day)[share])

    def _get_mail_recipients(self):
        """Override: the approvers of the share are asked."""
        approvers = self.share_id.approver_ids
        if approvers:
            return ",".join(map(str, approvers.ids))
        return super()._get_mail_recipients()

    def _is_client(self, user):
        """Override: of those who sign in, the approvers answer for a share."""
        approvers = self.sudo().share_id.approver_ids
        if approvers:
            return user._is_portal() and user.partner_id in approvers
        return super()._is_client(user)


class PrepaidShare(models.Model):
    _inherit = "prepaid.share"

    def _get_approved_units(self, day):
        """Return {share: units that its approvers allowed beyond it in its period}."""
        more = dict.fromkeys(self, 0)
        approvals = self.env["prepaid.approval"].search(
            Domain("share_id", "in", self.ids) & Domain("state", "=", "approved")
        )
        for approval in approvals:
            share = approval.share_id
            if share._get_period(approval.share_date) == share._get_period(day):
                more[share] += to_units(approval.quantity)
        return more

    def _take_over(self, others):
        """Override: what was allowed beyond the others is allowed beyond this one."""
        self.env["prepaid.approval"].search([("share_id", "in", others.ids)]).write(
            {"share_id": self.id}
        )
        return super()._take_over(others)
