from odoo import models

from .answers import Customer, Left
from .arguments import INTEGER_MAX
from .errors import ApiError


class PrepaidContract(models.Model):
    """What the methods for machines have in common."""

    _inherit = "prepaid.contract"

    # === FINDING === #

    def _get_machine_contract(self):
        """Return the one contract that a call names, in the companies of its user.

        Call it in sudo. What is another company's is not there, as what never was.
        """
        ids = [id_ for id_ in self._ids if type(id_) is int and 0 < id_ <= INTEGER_MAX]
        if len(self._ids) != 1:
            raise ApiError(
                "invalid_argument",
                self.env._("“ids” must be a list with the id of one contract."),
                argument="ids",
            )
        domain = [("id", "in", ids), *self._get_machine_domain()]
        contract = self.search_fetch(domain, ["company_id"])
        if not contract:
            raise self._get_missing_error("ids", self._ids[0])
        return contract.with_company(contract.company_id)

    def _get_machine_domain(self):
        return [("company_id", "in", self.env.user._get_company_ids())]

    def _find_named(self, argument, model, id_, domain=()):
        """Return the record (sudo) that an argument names, if the domain has it."""
        record = self.env[model].search([("id", "=", id_), *domain])
        if not record:
            raise self._get_missing_error(argument, id_)
        return record

    def _get_missing_error(self, argument, value):
        return ApiError(
            "not_found",
            self.env._(
                "There is no “%(argument)s” %(value)s for this key.",
                argument=argument,
                value=str(value)[:64],
            ),
            argument=argument,
        )

    # === UNITS === #

    def _read_quantity(self, quantity):
        """Return the ledger's quantity of what a machine asks for, in our own unit."""
        if (self.unit == "time") == (type(quantity) is int):
            return float(quantity)
        values = {"contract": self.name}
        if self.unit == "time":
            message = self.env._(
                "The contract %(contract)s counts whole minutes: 30.", **values
            )
        else:
            message = self.env._(
                "The contract %(contract)s counts money, as text: “12.50”.", **values
            )
        raise ApiError("invalid_argument", message, argument="quantity")

    def _get_machine_unit(self):
        is_time = self.unit == "time"
        return {
            "unit": "minute" if is_time else "money",
            "currency": None if is_time else self.currency_id.name,
        }

    # === ANSWERS === #

    def _tell_left(self) -> Left:
        return {
            "contract_id": self.id,
            "balance": self._tell_quantity(self.balance),
            "held": self._tell_quantity(self.held),
            "available": self._tell_quantity(self.available),
        } | self._get_machine_unit()

    def _tell_customer(self) -> Customer:
        customer = self.partner_id
        return {
            "id": customer.id,
            "name": customer.display_name,
            "reference": customer.ref or None,
        }

    # === REFUSALS === #

    def _get_credit_error(self, due, missing):
        """Return the error of work that is ``missing`` units of what is ``due``."""
        return ApiError(
            "credit_short",
            self.env._(
                "The contract %(contract)s has not enough credit. Refill it, or ask "
                "for less.",
                contract=self.name,
            ),
            contract_id=self.id,
            due=self._tell_units(due),
            room=self._tell_units(max(due - missing, 0)),
            missing=self._tell_units(missing),
            **self._get_machine_unit(),
        )

    def _check_open(self, date):
        """Refuse work of a day that the contract does not take."""
        if not self._is_drawable(date):
            raise ApiError(
                "closed",
                self.env._(
                    "The contract %(contract)s takes no work of %(date)s: it is not "
                    "active, or that is outside its dates.",
                    contract=self.name,
                    date=date.isoformat(),
                ),
                contract_id=self.id,
                state=self.state,
            )


def to_text(moment):
    """Return a naive UTC moment as machines read it."""
    return moment.isoformat() + "Z" if moment else None
