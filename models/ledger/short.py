from odoo.exceptions import UserError


class CreditShort(UserError):
    """Work is refused because credit does not cover it: ``missing`` of ``due`` units.

    ``limiter`` is what has no more: the contract, or a limit within it, which answers
    `_can_ask` and `_get_short_text` as the contract does. ``context`` is what the
    screens are told of it, for them to offer a way out.
    """

    def __init__(self, message, contract, due, missing, limiter=None):
        super().__init__(message)
        self.contract = contract
        self.limiter = limiter or contract
        self.due = due
        self.missing = missing
        self.context = {}
