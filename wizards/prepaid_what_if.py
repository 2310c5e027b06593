from odoo import api, fields, models
from odoo.fields import Command

from ..metering import QUANTITY_DIGITS
from ..models.metering.prepaid_rate import TERMS

# What a rate is made of, as the dialog lets people change it.
RATE_FIELDS = (
    *("usage_type_id", "factor", "price_hour", "product_id", *TERMS, "zone_terms"),
)
# Contracts that are worked out in one request.
AT_ONCE = 2000
ROLLOVER = ("rollover_percent", "rollover_most", "rollover_months")


class PrepaidWhatIf(models.TransientModel):
    """Ask what the real work of clients would have cost under another plan."""

    _name = "prepaid.what.if"
    _description = "What If"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Whose work, and when
    scope = fields.Selection(
        [
            ("chosen", "These contracts"),
            ("plan", "All contracts of a plan"),
            ("all", "All contracts"),
        ],
        "Whose Work",
        required=True,
        default="all",
    )
    contract_ids = fields.Many2many("prepaid.contract", string="Contracts")
    present_plan_id = fields.Many2one("prepaid.plan", "Now under")
    months = fields.Selection(
        [("3", "3 months"), ("6", "6 months"), ("12", "12 months")],
        "Of the Last",
        required=True,
        default="12",
    )
    date_to = fields.Date(
        "Until",
        required=True,
        default=lambda self: self.env.company._get_prepaid_today(),
    )

    # Under which terms
    plan_id = fields.Many2one("prepaid.plan", "Under the Plan", required=True)
    unit = fields.Selection(related="plan_id.unit")
    credit_currency_id = fields.Many2one(
        related="plan_id.currency_id", string="Currency of the Credit"
    )
    is_changed = fields.Boolean(
        "Try Other Terms", help="Nothing is saved: the plan and its pack stay as is."
    )
    rate_ids = fields.One2many(
        "prepaid.what.if.rate",
        "wizard_id",
        "Rates",
        compute="_compute_rate_ids",
        store=True,
        readonly=False,
    )
    rollover_percent = fields.Float(
        digits=(5, 2), compute="_compute_rollover", store=True, readonly=False
    )
    rollover_most = fields.Float(
        digits=QUANTITY_DIGITS,
        compute="_compute_rollover",
        store=True,
        readonly=False,
    )
    rollover_months = fields.Integer(
        compute="_compute_rollover", store=True, readonly=False
    )

    # With which packs
    pack_id = fields.Many2one(
        "product.product",
        compute="_compute_pack_id",
        store=True,
        readonly=False,
        domain="[('is_prepaid_pack', '=', True), ('prepaid_plan_id', '=', plan_id),"
        " ('is_prepaid_scoped', '=', False), ('is_prepaid_open_amount', '=', False)]",
    )
    pack_quantity = fields.Float(
        "Credit per Pack",
        digits=QUANTITY_DIGITS,
        compute="_compute_pack_terms",
        store=True,
        readonly=False,
    )
    pack_bonus = fields.Float(
        "Bonus per Pack",
        digits=QUANTITY_DIGITS,
        compute="_compute_pack_terms",
        store=True,
        readonly=False,
    )
    pack_months = fields.Integer(
        "Months of Validity",
        compute="_compute_pack_terms",
        store=True,
        readonly=False,
        help="0: credit never expires.",
    )
    way = fields.Selection(
        [("needed", "When credit is used up"), ("month", "Every month")],
        "Bought",
        required=True,
        default="needed",
    )
    packs = fields.Integer("Packs a Month", default=1)
    beyond = fields.Selection(
        [
            ("pack", "One more pack"),
            ("invoice", "An invoice at the end of the month"),
            ("debt", "The next month's credit"),
        ],
        "Work beyond It Takes",
        required=True,
        compute="_compute_beyond",
        precompute=True,
        store=True,
        readonly=False,
    )
    price_hour = fields.Monetary(
        "An Hour beyond",
        help="Without taxes. 0: what the service that the plan invoices costs.",
    )

    # At which prices
    price_way = fields.Selection(
        [
            ("client", "Each client's pricelist"),
            ("pricelist", "One pricelist for all"),
            ("price", "A price of my own"),
        ],
        "Price of the Pack",
        required=True,
        default="client",
    )
    pricelist_id = fields.Many2one("product.pricelist", check_company=True)
    pack_price = fields.Monetary(
        "Price of One", help="Without taxes, in the company's currency."
    )

    # How far it is worked out: the last contract, by id
    done_id = fields.Integer(readonly=True)
    result_ids = fields.One2many("prepaid.what.if.result", "wizard_id")

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields):
        """Start from the contracts or the plan on which somebody asks."""
        values = super().default_get(fields)
        ids = self.env.context.get("active_ids") or []
        model = self.env.context.get("active_model")
        if model == "prepaid.contract" and ids:
            contracts = self.env[model].browse(ids)
            values |= {
                "scope": "chosen",
                "contract_ids": [Command.set(ids)],
                "plan_id": contracts.plan_id[:1].id,
                "company_id": contracts.company_id[:1].id,
            }
        elif model == "prepaid.plan" and len(ids) == 1:
            has_contracts = bool(self.env[model].browse(ids).contract_ids)
            values |= {
                "scope": "plan" if has_contracts else "all",
                "present_plan_id": ids[0],
                "plan_id": ids[0],
            }
        return {name: value for name, value in values.items() if name in fields}

    # === COMPUTE METHODS === #

    @api.depends("plan_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._(
                "What If: %(plan)s", plan=wizard._get_plan_label()
            )

    @api.depends("plan_id")
    def _compute_rate_ids(self):
        """Start from the plan as it is."""
        for wizard in self:
            wizard.rate_ids = wizard._prepare_rates(wizard._show(wizard.plan_id))

    @api.depends("plan_id")
    def _compute_rollover(self):
        for wizard in self:
            plan_sudo = wizard._show(wizard.plan_id)
            wizard.update({name: plan_sudo[name] for name in ROLLOVER})

    @api.depends("plan_id")
    def _compute_pack_id(self):
        """Propose what the only client buys, else the smallest pack for all work."""
        for wizard in self:
            packs_sudo = wizard._show(wizard.plan_id).pack_ids.product_variant_ids
            packs_sudo = packs_sudo.filtered(
                lambda pack: (
                    not pack.is_prepaid_scoped and not pack.is_prepaid_open_amount
                )
            )
            usual = wizard._show(wizard.contract_ids).refill_product_id & packs_sudo
            packs = packs_sudo.filtered("sale_ok").sorted("prepaid_quantity")
            wizard.pack_id = (usual or packs)[:1]

    @api.depends("pack_id")
    def _compute_pack_terms(self):
        for wizard in self:
            pack = wizard._show(wizard.pack_id)
            months = pack and pack.product_tmpl_id._get_prepaid_validity_months()
            wizard.pack_quantity = pack.prepaid_quantity
            wizard.pack_bonus = pack.prepaid_bonus_quantity
            wizard.pack_months = months or 0

    @api.depends("plan_id")
    def _compute_beyond(self):
        """Propose what the plan does: an invoice, or what comes next."""
        for wizard in self:
            plan_sudo = wizard._show(wizard.plan_id)
            is_invoiced = plan_sudo.overdraft_settlement == "invoice"
            wizard.beyond = "invoice" if is_invoiced else "pack"

    def _show(self, records):
        """Return in sudo those of the records that who asks may read."""
        return records.with_user(self.env.user)._filtered_access("read").sudo()

    def _prepare_rates(self, plan_sudo):
        """Return the commands that make the rates of a plan the dialog's own."""
        return [Command.clear()] + [
            Command.create(
                {
                    name: rate_sudo[name].id
                    if rate_sudo._fields[name].relational
                    else rate_sudo[name]
                    for name in RATE_FIELDS
                }
            )
            for rate_sudo in plan_sudo.rate_ids
        ]

    # === ACTION METHODS === #

    def action_ask(self):
        """Work it out, and show it: of one contract line by line, else by client."""
        self.ensure_one()
        self._check_question()
        self.result_ids.unlink()
        self.sudo().done_id = 0
        return self._go_on()

    def _go_on(self):
        """Work out what is left of the contracts, as many as a request has time for."""
        contracts = self._get_contracts()
        is_single = len(contracts) == 1
        contracts = contracts.filtered(lambda contract: contract.id > self.done_id)
        now = contracts[:AT_ONCE]
        # Whoever may ask reads prices; the work of these contracts is theirs to see.
        now.check_access("read")
        answers = now.sudo()._ask_what_if(self._get_question())
        results = self._make_results(answers, is_single)
        if is_single:
            return results.action_open()
        self.sudo().done_id = now[-1:].id
        return self._get_results_action(len(contracts - now))

    def _get_results_action(self, left):
        """Return the action that lists the clients; so many are not worked out yet."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_what_if_result_action"
        )
        name = self.display_name
        if left:
            name = self.env._(
                "%(question)s (%(left)s contracts to go)", question=name, left=left
            )
        return action | {
            "name": name,
            "display_name": name,
            "domain": [("wizard_id", "=", self.id)],
            "context": {"prepaid_what_if_id": self.id, "prepaid_what_if_left": left},
        }

    def _get_ask_action(self):
        """Return the action that shows the question again, to change it."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_what_if_action"
        )
        return action | {"res_id": self.id}
