from odoo.http import request

from .portal_shared import PrepaidSharedPortal


class PrepaidSharePortal(PrepaidSharedPortal):
    """What clients see of the shares of a contract: each site its own."""

    def _prepare_credit_values(self, contract_sudo):
        values = super()._prepare_credit_values(contract_sudo)
        if not contract_sudo.has_shares:
            return values
        approvals = values["approvals"].filtered(
            lambda approval: not approval.share_id or self._is_approver(approval)
        )
        shares = self._get_visible_shares(contract_sudo)
        return values | {"approvals": approvals, "shares": shares._tell_figures()}

    def _prepare_shared_values(self, contract_sudo):
        values = super()._prepare_shared_values(contract_sudo)
        shares = self._get_visible_shares(contract_sudo)
        return values | {"shares": shares._tell_figures()}

    def _get_visible_shares(self, contract_sudo):
        """Return the shares of who signed in; colleagues and holders of the link of
        the whole contract see all."""
        user = request.env.user
        if not user._is_portal():
            return contract_sudo.share_ids
        return contract_sudo._get_client_shares(user.partner_id)

    def _is_approver(self, approval_sudo):
        return approval_sudo._is_client(request.env.user)
