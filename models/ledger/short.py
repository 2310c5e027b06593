from odoo.exceptions import UserError


class CreditShort(UserError):
    """Work is refused because credit does not cover it: ``missing`` of ``due`` units.

    ``context`` is what the screens are told of it, for them to offer a way out.
    """

    def __init__(self, message, contract, due, missing):
        super().__init__(message)
        self.contract = contract
        self.due = due
        self.missing = missing
        self.context = {}
