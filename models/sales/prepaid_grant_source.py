from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ...metering import apportion, round_half_up, to_quantity, to_units
from ..ledger.validity import last_day


class Claim(NamedTuple):
    """What a client may have from a sold line: packs, and whether they are earned.

    ``forgiven`` packs were credited but need not be paid if they were used already.
    """

    packs: float
    forgiven: float
    is_earned: bool


class PrepaidGrantSource(models.AbstractModel):
    """A document line that sells packs: an invoice line or an order line.

    The document's rules are in small methods; how grants follow the document is here.
    Every hook that may concern grants calls ``_sync_prepaid_grants``, as often as it
    likes.
    """

    _inherit = "prepaid.grant.source"

    def _get_prepaid_claim(self):
        """Return what the line is worth to the client now (Claim)."""
        return Claim(0, 0, False)

    def _get_prepaid_date_earned(self):
        """Return the day from which the validity of the credit counts."""
        return False

    def _prepare_prepaid_source_vals(self):
        """Return the grant vals that the document knows.

        That is the link to this line, contract_id, date, name, and amount (the price
        of all packs, in company currency).
        """
        return {}

    def _get_crediting_moves(self):
        """Return the invoices and credit notes that take packs of the line away."""
        return self.env["account.move"]

    def _name_takers(self, documents):
        """Return the names of those of these documents that take packs away."""
        takers = documents and documents & self._get_crediting_moves()
        return ", ".join(takers.filtered("name").mapped("name")) if takers else ""

    def _sync_prepaid_grants(self, documents=None):
        """Bring grants in line with these document lines. Safe to repeat.

        Make the missing ones where credit is usable, and adapt those there are. What
        they lose names those of the ``documents`` that take it.
        """
        vals_list = []
        for line in self.sudo():
            claim = line._get_prepaid_claim()
            due, forgiven = map(line._get_pack_units, (claim.packs, claim.forgiven))
            grants = line._get_grants_by_kind()
            document = line._name_takers(documents)
            for kind, grant in grants.items():
                owed = due.get(kind, 0) if claim.is_earned else 0
                grant._adapt(owed, forgiven.get(kind, 0), document)
            missing = {k: u for k, u in due.items() if k not in grants and u > 0}
            if claim.is_earned and missing:
                vals_list += line._prepare_prepaid_grants_vals(missing)
        grants = self.env["prepaid.grant"].sudo().create(vals_list)
        if grants:
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_contract_notify_cron"
            )._trigger()
        return grants

    def _get_pack_units(self, packs):
        """Return {kind of grant: units} of so many packs, none below zero."""
        plan = self._get_prepaid_plan()
        return {
            kind: plan._get_pack_units(max(packs, 0), quantity)
            for kind, quantity in self._get_sold().get_credit().items()
        }

    def _get_grants_by_kind(self):
        """Return {kind: grant} of what the line granted, parts of grants left aside."""
        return {
            grant.kind: grant
            for grant in self.prepaid_grant_ids
            if not (grant.origin_grant_id or grant.is_replaced)
        }

    def _prepare_prepaid_grants_vals(self, due):
        """Return the vals of one grant a kind; they share the price by quantity."""
        vals = self._prepare_prepaid_source_vals()
        sold = self._get_sold()
        contract = self.env["prepaid.contract"].browse(vals["contract_id"])
        currency = self.company_id.currency_id
        cents = round(vals["amount"] / currency.rounding)
        shares = apportion(cents, list(due.values()))
        return [
            vals
            | {
                "kind": kind,
                "quantity": to_quantity(units),
                "pack_quantity": sold.get_credit()[kind],
                "date_expiry": self._get_expiry_on(contract),
                "expiry_outcome": sold.outcome or "forfeit",
                "amount": currency.round(share * currency.rounding),
                **sold.get_scope(),
                "grant_notice_due": kind != "overage",
                "tier_id": sold.tier or False,
            }
            for (kind, units), share in zip(due.items(), shares, strict=True)
        ]

    def _get_expiry_on(self, contract):
        """Return the last day of the credit on a contract, as its buyer's rules say."""
        earned = fields.Date.to_date(self._get_prepaid_date_earned())
        return contract._follow_expiry_rules(self._get_prepaid_expiry(), earned)

    def _get_prepaid_expiry(self):
        """Return the last day of the credit: months after it was earned, less a day."""
        months = self._get_sold().months
        if not months:
            return False
        return last_day(fields.Date.to_date(self._get_prepaid_date_earned()), months)


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    def _is_unit_used(self):
        """Override: what was sold, though nothing is granted yet, counts in it too."""
        return super()._is_unit_used() or any(
            self._is_sold_by(self.env[name]._table)
            for name in ("account.move.line", "sale.order.line")
        )

    def _is_sold_by(self, table):
        """Tell whether lines of a table sold packs of the plan.

        By SQL: the ORM does not search within JSON.
        """
        self.env.flush_all()
        query = "SELECT FROM %s WHERE prepaid_sold->>'plan' = %s LIMIT 1"
        self.env.cr.execute(SQL(query, SQL.identifier(table), str(self.id)))
        return bool(self.env.cr.rowcount)

    def _get_pack_units(self, packs, quantity):
        """Return the units of packs of a quantity each, to the plan's smallest."""
        step = self.currency_id.rounding if self.unit == "money" else 1
        return to_units(float(round_half_up(round(packs * quantity, 6), step)))
