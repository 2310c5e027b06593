from collections import defaultdict

from psycopg2.errors import UniqueViolation

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..sales.sold import Sold


class PrepaidOpening(models.Model):
    """What a run makes: contracts, one journal entry, one grant a line."""

    _inherit = "prepaid.opening"

    def _run(self):
        """Grant the lines and post their entry: all of them, or an error.

        Lines that were imported before, with the same figures, are left out. The
        price in the currency of each plan is put on the deferral account at the rate
        of the opening date; without a counterpart account it is taken from there, so
        that the ledger stays and only says whose it is. Return the grants.
        """
        self.ensure_one()
        self._check_draft()
        opening_sudo = self.sudo().with_company(self.company_id)
        opening_sudo._touch_company()
        lines_sudo = opening_sudo._get_new_lines()
        lines_sudo._check_run()
        lines_sudo._find_contracts()
        if opening_sudo._has_price():
            opening_sudo.move_id = opening_sudo._post_opening_entry(lines_sudo)
        grants_sudo = lines_sudo._make_grants()
        opening_sudo.state = "done"
        opening_sudo._tell_run(grants_sudo)
        return grants_sudo

    def _touch_company(self):
        """Update the company's row: two who import at once cannot both book a row.

        By SQL, as nothing changes: the later one gets a serialisation failure, is run
        again, and finds what the other one imported.
        """
        self.env.cr.execute(
            "UPDATE res_company SET prepaid_recognised_at = prepaid_recognised_at"
            " WHERE id = %s",
            [self.company_id.id],
        )

    def _get_new_lines(self):
        """Return the lines to import, after a check of all of them."""
        lines = self.line_ids
        if not lines:
            raise UserError(
                self.env._(
                    "There is no line in “%(name)s” to import. Add who has how much "
                    "credit first.",
                    name=self.name,
                )
            )
        new = lines._check_importable()
        if not new:
            raise UserError(
                self.env._(
                    "All lines of “%(name)s” were imported before: there is nothing "
                    "to do.",
                    name=self.name,
                )
            )
        return new

    # === THE JOURNAL ENTRY === #

    def _post_opening_entry(self, lines):
        """Post what was paid for the credit: one line a client's credit."""
        deferred = self.company_id._get_prepaid_setting("deferred_revenue_account_id")
        if not (deferred and self.journal_id):
            raise UserError(
                self.env._(
                    "Choose the account for deferred revenue and the journal of "
                    "%(company)s in the settings of Prepaid Hours: “%(name)s” makes a "
                    "journal entry.",
                    company=self.company_id.name,
                    name=self.name,
                )
            )
        self._check_open_period()
        # New items have no analytic lines to bring in line, which Odoo does one by one.
        Move = self.env["account.move"].with_context(skip_analytic_sync=True)
        move = Move.create(self._prepare_move_vals(lines.filtered("amount"), deferred))
        move = move.with_env(self.env)
        move._post(soft=False)
        self.env["prepaid.pool.line"].create(
            [item._prepare_opening_part() for item in move._get_opening_items()]
        )
        return move

    def _prepare_move_vals(self, lines, deferred):
        return {
            "move_type": "entry",
            "journal_id": self.journal_id.id,
            "company_id": self.company_id.id,
            "date": self.date,
            "ref": self.name,
            "line_ids": [
                Command.create(vals)
                for vals in (
                    *(line._prepare_item_vals(deferred) for line in lines),
                    *self._prepare_counterparts(lines, deferred),
                )
            ],
        }

    def _prepare_counterparts(self, lines, deferred):
        """Return the vals of what is debited: in one sum, or what each client has."""
        owed = defaultdict(float)
        for line in lines:
            partner = False if self.account_id else line.partner_id.id
            owed[partner] += line.amount_company
        currency = self.currency_id
        return [
            {
                "account_id": (self.account_id or deferred).id,
                "partner_id": partner,
                "name": self.name,
                "balance": currency.round(amount),
                "tax_ids": False,
            }
            for partner, amount in owed.items()
        ]

    # === WHAT PEOPLE READ === #

    def _tell_run(self, grants):
        """Say on each contract, and on the batch, what came."""
        date = format_date(self.env, self.date)
        self.message_post(
            body=self.env._(
                "%(number)s opening balances imported as of %(date)s.",
                number=len(grants),
                date=date,
            )
        )


class PrepaidOpeningLine(models.Model):
    _inherit = "prepaid.opening.line"

    def _get_sold(self):
        """Return what the line brings over, as the facts of a sale (Sold)."""
        self.ensure_one()
        return Sold(
            product=False,
            plan=self.plan_id.id,
            unit=self.plan_id.unit,
            quantity=self.quantity,
            kind="opening",
        )

    def _find_contracts(self):
        """Give each line its contract: the customer's of that plan, else a new one."""
        wanted = self.filtered(lambda line: not line.contract_id)
        found = wanted._get_open_contracts()
        missing = {}
        for line in wanted:
            key = line._get_contract_key()
            if key not in found:
                missing.setdefault(key, line)
        found |= self.browse()._make_contracts(missing, found)
        for line in wanted:
            line.contract_id = found[line._get_contract_key()]

    def _get_contract_key(self):
        return (self.partner_id.commercial_partner_id, self.plan_id)

    def _get_open_contracts(self):
        """Return {(customer, plan): contract}: the default, else the oldest."""
        contracts = self.env["prepaid.contract"].search(
            [
                ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "!=", "closed"),
            ],
            order="is_default, id DESC",
        )
        return {(c.partner_id, c.plan_id): c for c in contracts}

    def _make_contracts(self, missing, found):
        """Return {key: new contract}; the first of a customer is the default."""
        Contract = self.env["prepaid.contract"]
        served = {partner for partner, _plan in found}
        served &= {
            contract.partner_id
            for contract in Contract.union(*found.values())
            if contract.is_default
        }
        vals_list = []
        for (partner, _plan), line in missing.items():
            vals = Contract._prepare_purchased_vals(
                partner, line._get_sold(), line.company_id
            )
            vals_list.append(vals | {"is_default": partner not in served})
            served.add(partner)
        try:
            with self.env.cr.savepoint():
                contracts = Contract.create(vals_list)
        except UniqueViolation as error:
            raise ConcurrencyError("first contract of a customer") from error
        for contract in contracts:
            contract._tell_twins()
        return dict(zip(missing, contracts, strict=True))

    def _prepare_item_vals(self, deferred):
        """Return the vals of the item on the deferral account."""
        return {
            "account_id": deferred.id,
            "partner_id": self.contract_id.partner_id.id,
            "name": self._describe(),
            "currency_id": self.currency_id.id,
            "amount_currency": -self.amount,
            "balance": -self.amount_company,
            "tax_ids": False,
            "prepaid_opening_line_id": self.id,
            "prepaid_sold": self._get_sold().pack(),
        }

    def _make_grants(self):
        """Make the grants, those bought first before the others, and return them."""
        items = self.env["account.move.line"].search(
            [("prepaid_opening_line_id", "in", self.ids)]
        )
        found = {item.prepaid_opening_line_id: item for item in items}
        lines = self.sorted(lambda line: (str(line.date or ""), line.id))
        grants = self.env["prepaid.grant"].create(
            [
                line._prepare_grant_vals(found.get(line, items.browse()))
                for line in lines
            ]
        )
        for line, grant in zip(lines, grants, strict=True):
            line.write({"grant_id": grant.id, "is_booked": True})
        self.flush_recordset()
        return grants

    def _prepare_grant_vals(self, item):
        """Return the vals of the grant; ``item`` bears its price, if it has one."""
        return {
            "contract_id": self.contract_id.id,
            "kind": "opening",
            "quantity": self.quantity,
            "pack_quantity": self.quantity,
            "date": self.opening_id.date,
            "date_expiry": self.date_expiry,
            "name": self._describe(),
            "move_line_id": item.id,
            "amount": self.amount_company,
        }

    def _describe(self):
        """Return the client's text for the credit: where it comes from."""
        contract = self.contract_id
        env = contract._with_client_lang().env if contract else self.env
        values = {
            "reference": self.reference or "",
            "date": format_date(env, self.date) if self.date else "",
        }
        if self.reference and self.date:
            return env._("Opening balance, %(reference)s of %(date)s", **values)
        if self.reference:
            return env._("Opening balance, %(reference)s", **values)
        if self.date:
            return env._("Opening balance, bought on %(date)s", **values)
        return env._("Opening balance")
