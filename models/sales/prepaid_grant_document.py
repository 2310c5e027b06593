from collections import defaultdict

from odoo import api, models

from ...metering import split, to_quantity, to_units
from ..ledger.prepaid_entry import USE_KINDS


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
        grants = self._get_origins()
        for grant in grants.filtered("is_replaced"):
            grant._adapt(0, 0)
        grants = grants.filtered(lambda grant: not grant.is_replaced)
        by_order = grants.filtered("sale_line_id")
        by_order.sale_line_id._sync_prepaid_grants()
        (grants - by_order).move_line_id._sync_prepaid_grants()

    def _replace(self):
        """Take credit back for good: its line sells something else now.

        What was used of it is owed, until the new credit settles it.
        """
        for grant in self.filtered(lambda grant: not grant.origin_grant_id):
            grant._adapt(0, 0)
            grant._get_family().is_replaced = True

    def _adapt(self, due, forgiven, document=""):
        """Make the grant hold ``due`` units; use beyond it is debt, less ``forgiven``.

        Less than before voids what is unused. Nothing is due while the document does
        not stand (a bounced payment, a draft): what was used becomes debt, until it
        stands again. Use that a credit note forgives is no debt. The entries name the
        ``document`` that takes it, if one does.
        """
        self.ensure_one()
        family = self._get_family()
        moved = list(family._get_moved_units().values())
        voided = -sum(kinds.get("void", 0) for kinds in moved)
        used = family._get_used_units()
        quantity = to_units(self.quantity)
        was_void = voided and voided >= quantity - used
        self._raise_debt(max(used - due - forgiven, 0), document)
        change = due - (quantity - voided)
        if change < 0:
            # What expired and is owed goes before what can be used.
            owed = family.filtered("owed")
            owed._release_owed(-change)
            remaining = to_units(sum(family.mapped("remaining")))
            (owed | family)._void(min(-change, remaining), document)
            if not due:
                self._wait_again()
        elif change > 0:
            self._renew_validity(was_void)
            self._increase(change - family._restore(change))
            if was_void:
                self._take_waiting()
            family.contract_id._settle_debt()

    def _renew_validity(self, was_void):
        """Let credit that was withdrawn and is earned again be valid from that day."""
        line = self.sale_line_id or self.move_line_id
        if was_void and self.date_expiry and line:
            expiry = line._get_expiry_on(self.contract_id)
            self.date_expiry = max(self.date_expiry, expiry or self.date_expiry)

    def _get_origins(self):
        """Return the grants that documents made, whose parts these are or became."""
        origins = self
        while parts := origins.filtered("origin_grant_id"):
            origins = (origins - parts) | parts.origin_grant_id
        return origins

    def _get_family(self):
        """Return the grant with the parts of it that went elsewhere or rolled over."""
        family = parts = self
        while parts:
            parts = self.search([("origin_grant_id", "in", parts.ids)])
            family |= parts
        return family

    def _void(self, units, document=""):
        """Take unused credit back, grant by grant."""
        lots = ((grant, to_units(grant.remaining)) for grant in self)
        parts, _rest = split(lots, units)
        self.env["prepaid.entry"].create(
            [
                grant._prepare_out_entry_vals(
                    "void",
                    taken,
                    grant._get_today(),
                    grant._describe_void(document),
                )
                for grant, taken in parts
            ]
        )
        if parts:
            self.contract_id._tell_lost_holds()

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

    def _describe_void(self, document):
        """Return the client's text for what a document, or another event, took."""
        env = self.contract_id._with_client_lang().env
        if document:
            return env._(
                "Taken back by %(document)s: %(grant)s",
                document=document,
                grant=self.name,
            )
        return env._("Taken back: %(grant)s", grant=self.name)

    def _describe_debt(self, document):
        """Return the client's text for credit that was used and is not paid for."""
        env = self.contract_id._with_client_lang().env
        if document:
            return env._(
                "Used, then credited by %(document)s: %(grant)s",
                document=document,
                grant=self.name,
            )
        return env._("Unpaid: %(grant)s", grant=self.name)

    def _raise_debt(self, units, document=""):
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
        change = self._split_use(units)
        for entry in raised:
            change[entry._get_work()] += to_units(entry.quantity)
        change = {work: units for work, units in change.items() if units}
        if not change:
            return
        contract = self.contract_id
        unsettled = contract._unsettle(change)
        common = {
            "contract_id": contract.id,
            "company_id": self.company_id.id,
            "kind": "debt",
            "date": self._get_today(),
            "reversed_entry_id": granted.id,
        }
        Entry.create(
            unsettled
            + [
                common
                | {
                    "quantity": -to_quantity(more),
                    "usage_type_id": usage_type.id,
                    "project_id": project.id,
                    "name": self._describe_debt(document if more > 0 else ""),
                }
                for (usage_type, project), more in change.items()
            ]
        )
        if unsettled:
            contract._settle_other_work()

    def _split_use(self, units):
        """Return {work: units} of the use of this credit that is owed.

        Where all credit pays for all work, no settlement asks what it was.
        """
        contract = self.contract_id
        owed = defaultdict(int)
        if not contract.has_scope:
            owed[contract._get_no_work()] = units
            return owed
        rows = self.env["prepaid.entry"]._read_group(
            [
                ("grant_id", "in", self._get_family().ids),
                ("kind", "in", USE_KINDS),
                ("correction", "!=", "mistake"),
            ],
            ["usage_type_id", "project_id"],
            ["quantity:sum"],
        )
        used = [(tuple(work), -to_units(quantity)) for *work, quantity in rows]
        owed.update(split(used, units)[0])
        return owed
