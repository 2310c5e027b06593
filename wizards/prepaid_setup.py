from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class PrepaidSetup(models.TransientModel):
    """Make a plan, its rate and its packs of three answers, and offer what is next."""

    _name = "prepaid.setup"
    _description = "Set Up Prepaid Hours"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda s: s.env.company
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    state = fields.Selection(
        [("draft", "Answers"), ("done", "Made")], default="draft", readonly=True
    )

    # The answers
    unit = fields.Selection(
        [("time", "Hours"), ("money", "Money")],
        "Clients buy",
        required=True,
        default="time",
    )
    name = fields.Char(
        "Called",
        required=True,
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda s: s.env.company.currency_id,
        help="What the credit is counted in. Packs are priced in the company's own.",
    )
    price_hour = fields.Monetary("An hour costs")
    line_ids = fields.One2many(
        "prepaid.setup.pack",
        "setup_id",
        "Packs",
        default=lambda s: s._propose_lines("time"),
    )
    refill_mode = fields.Selection(
        [
            ("activity", "Remind me"),
            ("quotation", "Send the client a quotation"),
            ("draft_invoice", "Prepare a draft invoice"),
        ],
        "When a client runs low",
        required=True,
        default="activity",
    )
    tax_note = fields.Char(compute="_compute_tax_note")

    # What came of them
    plan_id = fields.Many2one("prepaid.plan", readonly=True)
    pack_ids = fields.Many2many("product.template", readonly=True)
    is_published = fields.Boolean(compute="_compute_is_published")
    has_shop = fields.Boolean(compute="_compute_has_shop")
    may_sell = fields.Boolean(compute="_compute_may_sell")

    @api.depends("unit")
    @api.depends_context("lang")
    def _compute_name(self):
        for setup in self:
            setup.name = (
                self.env._("Support hours")
                if setup.unit == "time"
                else self.env._("Support credit")
            )

    @api.depends("company_id", "unit")
    @api.depends_context("lang")
    def _compute_tax_note(self):
        for setup in self:
            tax_sudo = setup.company_id.sudo().account_sale_tax_id._as_services()
            values = {"tax": tax_sudo.name}
            setup.tax_note = (
                self.env._("Packs are sold without taxes.")
                if not tax_sudo
                else self.env._("Prices of packs include the tax %(tax)s.", **values)
                if tax_sudo.price_include
                else self.env._("The tax %(tax)s comes on top.", **values)
            )

    @api.depends("plan_id.is_published", "pack_ids.is_published")
    def _compute_is_published(self):
        for setup in self:
            shown = setup.pack_ids.filtered("is_published")
            setup.is_published = setup.plan_id.is_published and bool(shown)

    @api.depends("company_id")
    def _compute_has_shop(self):
        Website = self.env["website"].sudo()
        for setup in self:
            domain = [("company_id", "=", setup.company_id.id)]
            setup.has_shop = bool(Website.search_count(domain, limit=1))

    @api.depends_context("uid")
    def _compute_may_sell(self):
        self.may_sell = self.env["sale.order"].has_access("create")

    @api.onchange("unit")
    def _onchange_unit(self):
        self.line_ids = [Command.clear(), *self._propose_lines(self.unit)]
        if self.unit == "time":
            self.currency_id = self.company_id.currency_id

    @api.model
    def _propose_lines(self, unit):
        """Return commands for three sizes: the larger, the cheaper an hour."""
        sizes = {
            "time": [(600, 0, 0), (1200, 0, 5), (1800, 0, 10)],
            "money": [(500, 0, 0), (1000, 50, 0), (2000, 200, 0)],
        }
        names = ("quantity", "bonus", "discount")
        rows = [dict(zip(names, size, strict=True)) for size in sizes[unit]]
        return [Command.create(row) for row in rows]

    # === ACTIONS === #

    def action_make(self):
        """Make plan, rate and packs, or say which answer is missing."""
        self.ensure_one()
        self._check_answers()
        if self.state == "done":
            return
        plan = self.env["prepaid.plan"].create(self._prepare_plan_vals())
        self.env["prepaid.rate"].create(self._prepare_rate_vals(plan))
        Pack = self.env["product.template"].with_company(self.company_id)
        packs = Pack.create([line._prepare_pack_vals(plan) for line in self.line_ids])
        self.write(
            {"plan_id": plan.id, "pack_ids": [Command.set(packs.ids)], "state": "done"}
        )

    def action_publish(self):
        """Put the plan and its packs into the shop."""
        self.ensure_one()
        self.plan_id.action_publish_packs()

    def action_open_shop(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.plan_id.website_url,
            "target": "new",
        }

    def action_sell(self):
        """Open a quotation for the smallest pack."""
        self.ensure_one()
        first = self.pack_ids.sorted("prepaid_quantity")[:1].product_variant_id
        line = Command.create({"product_id": first.id, "product_uom_qty": 1})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sell a Pack"),
            "res_model": "sale.order",
            "views": [(False, "form")],
            "context": {"default_order_line": [line]},
        }

    def action_open_plan(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.plan_id.display_name,
            "res_model": "prepaid.plan",
            "res_id": self.plan_id.id,
            "views": [(False, "form")],
        }

    def action_undo(self):
        """Archive what was made, off the website; contracts sold meanwhile go on."""
        self.ensure_one()
        for made in (self.plan_id, self.pack_ids):
            made.write({"is_published": False, "active": False})
        self.write({"plan_id": False, "pack_ids": [Command.clear()], "state": "draft"})

    def action_skip(self):
        """Leave the assistant; it opens by itself no more, only from its menu."""
        self.ensure_one()
        self.env["prepaid.plan"].check_access("create")
        self.company_id.sudo().prepaid_setup_skipped = True
        return self.env["prepaid.plan"]._get_start_action()

    # === WHAT IS MADE === #

    def _check_answers(self):
        if self.price_hour <= 0:
            raise UserError(self.env._("Enter what an hour costs."))
        if not self.line_ids:
            raise UserError(self.env._("Enter at least one pack."))
        if any(line.quantity <= 0 or line.price <= 0 for line in self.line_ids):
            raise UserError(self.env._("Enter size and price of each pack."))

    def _prepare_plan_vals(self):
        return {
            "name": self.name,
            "company_id": self.company_id.id,
            "unit": self.unit,
            "currency_id": self.unit == "money" and self.currency_id.id,
            "refill_trigger": "threshold",
            "refill_mode": self.refill_mode,
        }

    def _prepare_rate_vals(self, plan):
        price = {"price_hour": self.price_hour} if self.unit == "money" else {}
        return {"plan_id": plan.id} | price
