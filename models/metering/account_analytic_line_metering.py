from odoo import api, fields, models

from ...metering import QUANTITY_DIGITS, RATE_DIGITS, format_minutes
from ..contract.access import PRICE_GROUPS, reads_prices, reads_quantities
from ..ledger.prepaid_entry import CHARGES
from .terms import Terms, Work, meter, meter_more


class AccountAnalyticLine(models.Model):
    """How worked minutes become metered and drawn ones: `terms.meter` decides."""

    _inherit = "account.analytic.line"

    _prepaid_user_fields = {
        "usage_type_id",
        "prepaid_charge",
        "prepaid_exchange",
        "meter_started_at",
    }

    # What was done
    usage_type_id = fields.Many2one("prepaid.usage.type", ondelete="restrict")
    prepaid_charge = fields.Selection(
        CHARGES,
        "Charged",
        compute="_compute_prepaid_charge",
        precompute=True,
        store=True,
        readonly=False,
        help="Included and offered work draws nothing; the client sees it.",
    )
    prepaid_exchange = fields.Selection(
        [
            ("coordination", "Coordination"),
            ("support", "Support"),
            ("expertise", "Expertise"),
        ],
        "Written Exchange",
        copy=False,
        help="Coordination is free, support is included as far as the plan goes, "
        "expertise is drawn.",
    )

    # What the meter recorded; editing the line by hand leaves it alone
    meter_started_at = fields.Datetime(
        "Started at",
        copy=False,
        help="When the work began: it tells business hours from the rest.",
    )
    meter_seconds = fields.Integer("Metered Seconds", copy=False, readonly=True)
    prepaid_meter_id = fields.Many2one(
        "prepaid.meter", index="btree_not_null", copy=False, readonly=True
    )

    # What it costs
    prepaid_terms = fields.Json(
        compute="_compute_prepaid_terms",
        store=True,
        compute_sudo=True,
        copy=False,
        groups=PRICE_GROUPS,
        help="The rules, frozen when contract and usage type were chosen.",
    )
    prepaid_rate = fields.Float(
        digits=RATE_DIGITS,
        compute="_compute_prepaid_terms",
        store=True,
        compute_sudo=True,
        copy=False,
        groups=PRICE_GROUPS,
        help="Factor, or price per minute, frozen when contract and usage type were "
        "chosen.",
    )
    prepaid_metering = fields.Json(
        compute="_compute_prepaid_metering",
        store=True,
        compute_sudo=True,
        copy=False,
        groups=PRICE_GROUPS,
    )
    metered_minutes = fields.Integer(
        compute="_compute_prepaid_metering", store=True, compute_sudo=True
    )
    prepaid_quantity = fields.Float(
        "Prepaid Quantity Due",
        digits=QUANTITY_DIGITS,
        compute="_compute_prepaid_metering",
        store=True,
        compute_sudo=True,
        groups=PRICE_GROUPS,
        help="What this work draws, in the plan's unit.",
    )
    prepaid_unit = fields.Selection(
        related="prepaid_contract_id.unit", string="Unit of the Credit"
    )
    drawn_minutes = fields.Integer(
        compute="_compute_drawn_minutes",
        compute_sudo=True,
        help="Minutes drawn from the client's credit.",
    )
    prepaid_drawn = fields.Char(
        "Credit Used",
        compute="_compute_prepaid_drawn",
        compute_sudo=False,
        help="What this work draws, as time or as money.",
    )
    prepaid_explanation = fields.Char(
        "Explanation",
        compute="_compute_prepaid_explanation",
        compute_sudo=False,
        help="How worked minutes became drawn ones.",
    )

    # === COMPUTE METHODS === #

    @api.depends("usage_type_id", "prepaid_exchange")
    def _compute_prepaid_charge(self):
        for line in self:
            line.prepaid_charge = line._get_derived_charge()

    @api.depends("prepaid_contract_id", "usage_type_id")
    def _compute_prepaid_terms(self):
        """Freeze the terms: later changes of plan and ticket are no dependency."""
        for line in self:
            contract = line.prepaid_contract_id
            terms = None
            if contract:
                terms = line._get_present_terms(contract)
            line.prepaid_terms = terms and terms.pack()
            line.prepaid_rate = terms.rate if terms else 0

    @api.depends(
        "unit_amount",
        "product_uom_id",
        "prepaid_terms",
        "prepaid_charge",
        "prepaid_items",
        "prepaid_items_free",
        "prepaid_visit_minutes",
        "meter_started_at",
    )
    def _compute_prepaid_metering(self):
        for line in self:
            facts = line._meter() if line.prepaid_contract_id else {}
            line.prepaid_metering = facts or False
            line.metered_minutes = facts.get("metered", 0)
            line.prepaid_quantity = facts.get("due", 0)

    @api.depends("prepaid_quantity", "metered_minutes")
    def _compute_drawn_minutes(self):
        for line in self:
            is_time = line.prepaid_contract_id.unit == "time"
            facts = line.prepaid_metering or {}
            line.drawn_minutes = (
                round(line.prepaid_quantity)
                if is_time
                else line.metered_minutes
                if facts.get("due")
                else 0
            )

    @api.depends("prepaid_quantity")
    @api.depends_context("lang", "uid")
    def _compute_prepaid_drawn(self):
        """Tell it in the contract's unit; money only to who reads prices."""
        for line in self:
            line_sudo = line.sudo()
            contract = line_sudo.prepaid_contract_id
            line.prepaid_drawn = (
                contract._format_quantity(line_sudo.prepaid_quantity)
                if contract and reads_quantities(self.env.user, contract)
                else False
            )

    @api.depends("prepaid_metering")
    @api.depends_context("lang", "uid")
    def _compute_prepaid_explanation(self):
        """Tell minutes and rules to all, prices to who reads them.

        Nothing where it is plain from the time that was worked.
        """
        has_prices = self.env.su or reads_prices(self.env.user)
        for line in self:
            line_sudo = line.sudo()
            text = line_sudo.prepaid_contract_id.plan_id._explain(
                line_sudo.prepaid_metering, has_prices
            )
            is_plain = text == format_minutes(line_sudo._get_worked_minutes())
            line.prepaid_explanation = "" if is_plain else text

    # === BUSINESS METHODS === #

    def _get_present_terms(self, contract):
        """Return the Terms that hold for this work now, to be frozen."""
        plan, usage_type = contract.plan_id, self.usage_type_id
        response = self._get_ticket()._get_response()
        drawn = self.project_id, self._get_own_credit(contract)
        terms = plan._get_terms(usage_type, contract, self.date, response, drawn)
        place = self._get_prepaid_customer() or contract.partner_id
        return plan._add_travel(terms, usage_type, place, contract.company_id)

    def _meter(self):
        """Return the facts of this line: what its frozen terms make of its work."""
        self.ensure_one()
        terms = Terms.unpack(self.prepaid_terms)
        minutes, before = self._get_worked_minutes(), self.prepaid_visit_minutes
        contract = self.prepaid_contract_id
        clock = contract.plan_id._get_clock(
            self._get_work_spans(),
            terms.free + meter_more(minutes, terms, before),
            terms,
            contract,
        )
        return meter(
            Work(
                minutes,
                self.prepaid_charge,
                self.prepaid_items,
                self.prepaid_items_free,
                clock,
                before,
            ),
            terms,
        )

    def _get_own_credit(self, contract):
        """Return the grants that the line draws from: with them it had its tier."""
        return contract.plan_id.has_tiers and self.prepaid_entry_ids.grant_id

    def _get_work_spans(self):
        """Return the (start, stop) of the work, naive UTC."""
        return self.prepaid_meter_id._get_work_spans(self.meter_started_at)

    def _get_derived_charge(self):
        """Return the charge of a line on which nobody chose one."""
        if self.prepaid_exchange == "coordination":
            return "included"
        return self.usage_type_id.sudo().charge or "billable"

    def _restore_charges(self):
        """Charge lines whose charge was emptied as if nobody had chosen one."""
        for line in self.filtered(lambda line: not line.prepaid_charge):
            line.prepaid_charge = line._get_derived_charge()

    def _get_usage_type(self):
        """Return the usage type of a line that names none."""
        task = self._get_ticket().sudo()
        project = self.project_id.sudo() or task.project_id
        return project._get_usage_type(task, self.prepaid_contract_id.sudo())
