from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ...metering import to_quantity
from ..contract.access import PRICE_GROUPS


class PrepaidContract(models.Model):
    """What waits on a contract, in words, and the one step that brings it on."""

    _inherit = "prepaid.contract"

    waiting_text = fields.Char(compute="_compute_waiting", groups=PRICE_GROUPS)
    waiting_step = fields.Char(
        compute="_compute_waiting",
        groups=PRICE_GROUPS,
        help="The refill's method that does the next step.",
    )
    waiting_amount = fields.Monetary(
        "Refill Waiting",
        compute="_compute_waiting",
        currency_field="waiting_currency_id",
        groups=PRICE_GROUPS,
        help="What the refill that waits comes to, taxes included.",
    )
    waiting_currency_id = fields.Many2one(
        "res.currency", compute="_compute_waiting", groups=PRICE_GROUPS
    )
    order_count = fields.Integer(compute="_compute_documents", groups=PRICE_GROUPS)
    invoice_count = fields.Integer(compute="_compute_documents", groups=PRICE_GROUPS)

    @api.depends("refill_ids.stage", "refill_ids.status_text")
    @api.depends_context("lang")
    def _compute_waiting(self):
        for contract in self:
            refill = contract.sudo()._get_waiting_refill()
            contract.waiting_text = bool(refill) and refill._get_waiting_text()
            contract.waiting_step = bool(refill) and refill._get_next_step()
            contract.waiting_amount = refill.amount_total
            contract.waiting_currency_id = refill.currency_id

    @api.depends("refill_ids.state")
    @api.depends_context("uid")
    def _compute_documents(self):
        """Count what this user may read of them: figures and lists agree."""
        for contract in self:
            contract.order_count = len(contract._get_readable("sale.order"))
            contract.invoice_count = len(contract._get_readable("account.move"))

    def action_do_next_step(self):
        """Do what the open refill waits for. Return what there is to see."""
        self.ensure_one()
        refill = self._get_waiting_refill()
        step = refill and refill.sudo()._get_next_step()
        if not step:
            raise UserError(
                self.env._(
                    "Nothing waits on %(contract)s any more.", contract=self.name
                )
            )
        return getattr(refill, step)()

    def action_open_orders(self):
        return self._open_documents("sale.order", self.env._("Orders"))

    def action_open_invoices(self):
        return self._open_documents("account.move", self.env._("Invoices"))

    def action_preview(self):
        """Open the client's page as staff: by their own rights, without the token."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": f"/my/prepaid/{self.id}",
        }

    def _get_waiting_refill(self):
        """Return the refill that the form tells of, the one that somebody waits for.

        Override it to tell of others where no low credit asks for one.
        """
        return self._get_open_refill()

    def _open_documents(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self._get_readable(model).ids)],
            "context": {"create": False},
        }

    def _get_readable(self, model):
        """Return orders or invoices of the contract that this user may read."""
        contract = self.sudo()
        orders = self.env["sale.order"].sudo()
        orders = orders.search([("prepaid_contract_id", "in", self.ids)])
        orders |= contract.refill_ids.sale_order_id
        documents = orders
        if model == "account.move":
            documents = orders.invoice_ids | contract.refill_ids.move_id
            sold = contract.grant_ids.filtered(lambda grant: grant.kind != "opening")
            documents |= sold.move_line_id.move_id
        return self.env[model].browse(documents.ids)._filtered_access("read")


class PrepaidRefill(models.Model):
    _inherit = "prepaid.refill"

    def _get_waiting_text(self):
        """Return what is refilled and what it waits for. A reason is told apart."""
        states = dict(self._fields["state"]._description_selection(self.env))
        status = states["pending"] if self.state == "pending" else self.status_text
        if not self.product_id:
            return self.env._("Refill: %(status)s", status=status)
        contract = self.contract_id
        units = contract._get_refill_units(self.product_id, self.quantity)
        values = {
            "credit": contract._format_quantity(to_quantity(units)),
            "total": format_amount(self.env, self.amount_total, self.currency_id),
            "status": status,
        }
        if not self.amount_total or values["total"] in status:
            return self.env._("Refill of %(credit)s: %(status)s", **values)
        return self.env._("Refill of %(credit)s, %(total)s: %(status)s", **values)

    def _get_next_step(self):
        """Return the name of the method that brings the refill on, or False."""
        if self.state == "pending":
            return "action_retry" if self.stage == "declined" else "action_run"
        if self.stage in ("client", "unpaid"):
            return "action_send_link"
        has_document = self.sale_order_id or self.invoice_ids
        return (
            "action_open_document" if self.stage == "todo" and has_document else False
        )
