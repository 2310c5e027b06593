from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...metering import apportion, round_half_up, split, to_quantity, to_units


class PrepaidGrantSource(models.AbstractModel):
    """A document line that sells packs: an invoice line or an order line.

    The document's rules are in three small methods; how grants follow the document is
    here. Every hook that may concern grants calls ``_sync_prepaid_grants``, as often
    as it likes.
    """

    _name = "prepaid.grant.source"
    _description = "Prepaid Grant Source"

    def _is_prepaid_earned(self):
        """Tell whether the company's policy makes the credit usable now."""
        return False

    def _is_prepaid_replaced(self):
        """Tell whether another document sells the same packs again in its place."""
        return False

    def _get_prepaid_packs(self):
        """Return the packs (float, in the product's unit) sold less those credited."""
        return 0

    def _prepare_prepaid_source_vals(self):
        """Return the grant vals that the document knows.

        That is the link to this line, contract_id, date, name, and amount (the price
        of all packs, in company currency).
        """
        return {}

    def _sync_prepaid_grants(self):
        """Bring grants in line with these document lines. Safe to repeat.

        Make the missing ones where credit is usable, and adapt those there are.
        """
        vals_list = []
        for line in self.sudo():
            earned, due = line._is_prepaid_earned(), line._get_prepaid_due_units()
            grants = line._get_grants_by_kind()
            for kind, units in due.items():
                if kind in grants:
                    grants[kind]._adapt(units, earned, line._is_prepaid_replaced())
            missing = {k: u for k, u in due.items() if k not in grants and u > 0}
            if earned and missing:
                vals_list += line._prepare_prepaid_grants_vals(missing)
        grants = self.env["prepaid.grant"].sudo().create(vals_list)
        if grants:
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_contract_notify_cron"
            )._trigger()
            grants.contract_id._close_refills(grants)
        return grants

    def _get_prepaid_due_units(self):
        """Return {kind of grant: units} that the client is due from this line."""
        packs, plan = max(self._get_prepaid_packs(), 0), self.product_id.prepaid_plan_id
        return {
            kind: plan._get_pack_units(packs, quantity)
            for kind, quantity in self._get_pack_quantities().items()
        }

    def _get_grants_by_kind(self):
        """Return {kind: grant} of what the line granted, transfers left aside."""
        return {
            grant.kind: grant
            for grant in self.prepaid_grant_ids
            if not grant.origin_grant_id
        }

    def _get_pack_quantities(self):
        """Return {kind of grant: credit in one pack}, as it was when granted."""
        product = self.product_id
        quantities = {
            "purchase": product.prepaid_quantity,
            "bonus": product.prepaid_bonus_quantity,
        }
        return quantities | {
            kind: grant.pack_quantity
            for kind, grant in self._get_grants_by_kind().items()
        }

    def _prepare_prepaid_grants_vals(self, due):
        """Return the vals of one grant a kind; they share the price by quantity."""
        vals = self._prepare_prepaid_source_vals()
        months = self.product_id.product_tmpl_id._get_prepaid_validity_months()
        expiry = vals["date"] + relativedelta(months=months) if months else False
        currency = self.company_id.currency_id
        cents = round(vals["amount"] / currency.rounding)
        shares = apportion(cents, list(due.values()))
        return [
            vals
            | {
                "kind": kind,
                "quantity": to_quantity(units),
                "pack_quantity": self._get_pack_quantities()[kind],
                "date_expiry": expiry,
                "amount": currency.round(share * currency.rounding),
                "grant_notice_due": kind == "purchase",
            }
            for (kind, units), share in zip(due.items(), shares, strict=True)
        ]


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    def _get_pack_units(self, packs, quantity):
        """Return the units of packs of a quantity each, to the plan's smallest."""
        step = self.currency_id.rounding if self.unit == "money" else 1
        return to_units(float(round_half_up(round(packs * quantity, 6), step)))


class PrepaidGrant(models.Model):
    """How a grant follows the document that sold it."""

    _inherit = "prepaid.grant"

    @api.model
    def _get_move_grants(self, moves):
        """Return the grants that these invoices sold."""
        return self.search([("move_line_id.move_id", "in", moves.ids)])

    def _get_orders(self):
        """Return the sales orders behind these grants."""
        lines = self.sale_line_id | self.move_line_id.sale_line_ids
        return lines.order_id

    def _sync_voided(self):
        """Void again what came back to grants that were credited or unpaid."""
        voided = self.env["prepaid.entry"].search(
            [("grant_id", "in", self.ids), ("kind", "=", "void")]
        )
        voided.grant_id._sync_sources()

    def _sync_sources(self):
        """Bring these grants in line with the documents that sold them."""
        self.move_line_id.filtered(
            lambda line: line.prepaid_grant_ids and not line._is_granted_by_order()
        )._sync_prepaid_grants()
        self.sale_line_id._sync_prepaid_grants()

    def _adapt(self, units, earned, replaced=False):
        """Make the grant hold ``units``, or nothing while it is not earned.

        Less than before voids what is unused. Credit that is no longer earned (the
        payment bounced) is voided, and what was used of it becomes debt, until it is
        earned again. So does credit whose invoice is replaced: the new one pays.
        """
        self.ensure_one()
        family = self._get_family()
        moved = list(family._get_moved_units().values())
        voided = -sum(kinds.get("void", 0) for kinds in moved)
        remaining = to_units(sum(family.mapped("remaining")))
        quantity = to_units(self.quantity)
        if replaced or not earned:
            used = family._get_used_units()
            self._raise_debt(used if replaced else min(used, units))
            family._void(remaining)
            return
        self._raise_debt(0)
        change = units - (quantity - voided)
        if change < 0:
            family._void(min(-change, remaining))
        elif change > 0:
            self._increase(change - family._restore(change))
            family.contract_id._settle_debt()

    def _get_family(self):
        """Return the grant with the parts of it that went to other contracts."""
        siblings = self.move_line_id.prepaid_grant_ids
        siblings |= self.sale_line_id.prepaid_grant_ids
        return self | siblings.filtered(
            lambda grant: (
                grant.origin_grant_id
                and grant._get_sold_kind() == self._get_sold_kind()
            )
        )

    def _void(self, units):
        """Take unused credit back, grant by grant."""
        lots = ((grant, to_units(grant.remaining)) for grant in self)
        parts, _rest = split(lots, units)
        self.env["prepaid.entry"].create(
            [
                grant._prepare_out_entry_vals(
                    "void",
                    taken,
                    fields.Date.context_today(self),
                    grant.contract_id._with_client_lang().env._(
                        "Taken back: %(grant)s", grant=grant.name
                    ),
                )
                for grant, taken in parts
            ]
        )

    def _restore(self, units):
        """Reverse voids, newest first, and return the units that came back."""
        voids = self.entry_ids.filtered(lambda entry: entry.kind == "void")
        live = [(e, -left.units) for e, left in voids._get_live_units().items()]
        parts, rest = split(reversed(live), units)
        self.env["prepaid.entry"].create(
            [entry._prepare_reversal_vals(taken) for entry, taken in parts]
        )
        return units - rest

    def _increase(self, units):
        """Add credit to the grant: the document sells more than before."""
        if units:
            self.quantity = to_quantity(to_units(self.quantity) + units)
            self.env["prepaid.entry"].create(
                self._prepare_grant_entry_vals(to_quantity(units))
            )

    def _raise_debt(self, units):
        """Make the debt for used but unpaid credit of this grant ``units``.

        The debt points at the grant's own entry, whose credit it takes back.
        """
        Entry = self.env["prepaid.entry"]
        granted = Entry.search(
            [("grant_id", "=", self.id), ("kind", "in", ("grant", "transfer"))],
            order="id",
            limit=1,
        )
        raised = Entry.search(
            [("kind", "=", "debt"), ("reversed_entry_id", "=", granted.id)]
        )
        change = units + to_units(sum(raised.mapped("quantity")))
        if not change:
            return
        contract = self.contract_id
        settled = max(-change - to_units(contract.debt), 0)
        Entry.create(
            [
                *(contract._unsettle(settled) if settled else []),
                {
                    "contract_id": contract.id,
                    "company_id": self.company_id.id,
                    "kind": "debt",
                    "quantity": -to_quantity(change),
                    "date": fields.Date.context_today(self),
                    "name": contract._with_client_lang().env._(
                        "Unpaid: %(grant)s", grant=self.name
                    ),
                    "reversed_entry_id": granted.id,
                },
            ]
        )
