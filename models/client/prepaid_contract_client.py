from odoo import models
from odoo.tools import format_date


class PrepaidContract(models.Model):
    """What the client's page shows of a contract. Call these in sudo, after the
    check of access."""

    _inherit = "prepaid.contract"

    def _with_client_lang(self):
        """Return the contract in its client's language, for texts that are kept."""
        self.ensure_one()
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _get_live_balance(self):
        """Return the balance as the page shows it: cheap, it is asked for all the
        time. It is what the client can use: what is set aside is told beside it."""
        self.ensure_one()
        level = self._get_alert_level(self._get_watched())
        if level == "used_up" and not self._has_been_granted():
            level = "new"
        label, colour = self._get_client_level(level)
        return {
            "balance": self._format_quantity(self.available),
            "scopes": self._get_client_scopes(),
            "held": self._get_held_text(),
            "debt": self._format_quantity(self.debt) if self.debt else False,
            "level": level,
            "level_label": label,
            "colour": colour,
        }

    def _get_client_level(self, level):
        """Return the words of a level to clients, and its colour."""
        if level == "used_up" and not self._has_entries():
            return self.env._("No credit yet"), "info"
        work = self._get_watched_label()
        return (
            self._get_scope_level(level, work)
            if work
            else {
                "none": (self.env._("Credit available"), "success"),
                "low": (self.env._("Credit is low"), "warning"),
                "used_up": (self.env._("Credit is used up"), "danger"),
                "overdrawn": (self.env._("Far beyond the credit"), "danger"),
                "new": (self.env._("No credit yet"), "info"),
            }[level]
        )

    def _get_scope_level(self, level, work):
        """Return the words of a level of the credit for some work, and its colour."""
        values = {"work": work}
        return {
            "none": (self.env._("Credit available"), "success"),
            "low": (self.env._("Credit for %(work)s is low", **values), "warning"),
            "used_up": (
                self.env._("Credit for %(work)s is used up", **values),
                "danger",
            ),
            "overdrawn": (self.env._("Far beyond the credit"), "danger"),
            "new": (self.env._("No credit for %(work)s yet", **values), "info"),
        }[level]

    def _get_client_scopes(self):
        """Return what is left for which work, a line each, or False."""
        return "\n".join(map(self._tell_client_left, self._get_scopes())) or False

    def _tell_client_left(self, left):
        if not left.date_expiry:
            return left.text
        day = format_date(self.env, left.date_expiry)
        return self.env._("%(left)s, use until %(day)s", left=left.text, day=day)

    def _has_been_granted(self):
        """Tell whether the contract ever had credit, of what its level is about."""
        domain = [
            ("contract_id", "=", self.id),
            ("kind", "!=", "overage"),
            ("id", "not in", self._get_unwatched_ids()),
        ]
        return bool(self.env["prepaid.grant"].search_count(domain, limit=1))

    def _get_client_colour(self):
        """Return the colour of the state on the client's pages.

        Dark is what asks nothing: themes tint "secondary" in colours that warn.
        """
        return {
            "draft": "info",
            "active": "success",
            "suspended": "warning",
            "closed": "dark",
        }[self.state]

    def _get_client_grants(self):
        """Return the grants that a client cares about: open ones first, then recent."""
        grants = self.env["prepaid.grant"].search(
            [("contract_id", "=", self.id), ("remaining", ">", 0)]
        )
        used = self.env["prepaid.grant"].search(
            [("contract_id", "=", self.id), ("remaining", "=", 0)],
            order="date desc, id desc",
            limit=10,
        )
        return grants | used

    def _get_client_orders(self, reader=None):
        """Return the orders that bought or will buy credit of this contract.

        Those that are billed to ``reader``, the customer unless it is named.
        """
        orders = self.env["sale.order"].search(
            [("prepaid_contract_id", "=", self.id), ("state", "in", ("sent", "sale"))]
        )
        lines = self.grant_ids.sale_line_id | self.grant_ids.move_line_id.sale_line_ids
        found = self._filter_billed(orders | lines.order_id, reader)
        return found.sorted("id", reverse=True)[:20]

    def _get_client_invoices(self, orders, reader=None):
        """Return the posted invoices and credit notes about this contract.

        Those that are billed to ``reader``, the customer unless it is named.
        """
        moves = self.grant_ids.move_line_id.move_id | orders.invoice_ids
        return (
            self._filter_billed(moves, reader)
            .filtered(
                lambda move: move.state == "posted" and move.is_sale_document(True)
            )
            .sorted(lambda move: (move.date, move.id), reverse=True)[:20]
        )

    def _filter_billed(self, documents, reader=None):
        """Keep what is billed to a reader: others paid before, or for credit moved."""
        reader = reader or self.partner_id
        name = "partner_invoice_id" if documents._name == "sale.order" else "partner_id"
        return documents.filtered(lambda doc: doc[name].commercial_partner_id == reader)

    def _get_client_state(self):
        """Return the state in a client's words."""
        if self.state == "draft":
            return self.env._("In preparation")
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
