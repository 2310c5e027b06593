from odoo import api, fields, models
from odoo.tools import SQL

from ..metering import MINUTES_PER_HOUR
from . import profit

# So many contracts are told client by client when the report opens.
CLIENTS_MAX = 500


def _minutes(string, **over):
    return fields.Integer(string, readonly=True, **over)


def _money(string=None, currency="company_currency_id", **over):
    return fields.Monetary(string, currency_field=currency, readonly=True, **over)


class PrepaidProfitReport(models.Model):
    """What each piece of work earned and cost, by the ledger and by the books.

    Minutes add up to those of the entries. Earned revenue adds up to what was posted as
    revenue for each contract and month: where work earned in one month what is posted
    in another, or not yet, a row of its own says the difference.
    """

    _name = "prepaid.profit.report"
    _description = "Profitability"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"
    _depends = {
        "account.analytic.line": [
            *("amount", "employee_id", "name", "user_id", "prepaid_metering"),
            "prepaid_quantity",
        ],
        "account.move": ["state"],
        "account.move.line": ["account_id", "parent_state", "prepaid_usage_type_id"],
        "prepaid.contract": ["partner_id", "plan_id", "user_id"],
        "prepaid.entry": [
            *("contract_id", "grant_id", "company_id", "kind", "correction", "date"),
            *("quantity", "offered_quantity", "worked_minutes", "metered_minutes"),
            *("rate", "charge", "timesheet_id", "usage_type_id", "user_id", "name"),
            *("reversed_entry_id", "is_owed"),
        ],
        "prepaid.grant": [
            *("amount", "remaining", "move_line_id", "is_replaced", "kind"),
            *("origin_grant_id", "pack_quantity", "expiry_outcome"),
        ],
        "prepaid.plan": ["breakage_percent", "unit"],
        "prepaid.pool.line": ["line_id", "packs", "root_id"],
        "prepaid.recognition": ["amount", "date", "grant_id", "kind", "move_id"],
    }

    # Who and what
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    contract_id = fields.Many2one("prepaid.contract", readonly=True)
    plan_id = fields.Many2one("prepaid.plan", readonly=True)
    manager_id = fields.Many2one("res.users", "Account Manager", readonly=True)
    usage_type_id = fields.Many2one("prepaid.usage.type", readonly=True)
    employee_id = fields.Many2one(
        "hr.employee",
        "Technician",
        readonly=True,
        context={"active_test": False},
        help="Who worked, whether they sign in or not.",
    )
    user_id = fields.Many2one("res.users", "Technician's User", readonly=True)
    date = fields.Date(
        readonly=True,
        help="Day of the work, of the payment or the expiry; the first day of the "
        "month for what was booked in another one.",
    )
    kind = fields.Selection(
        [
            ("work", "Work"),
            ("settled", "Work Paid Later"),
            ("corrected", "Correction"),
            ("expired", "Expired Credit"),
            ("timing", "Booked in Another Month or Not Yet"),
            ("rounding", "Rounding"),
        ],
        readonly=True,
    )
    charge = fields.Selection(
        lambda self: (
            self.env["prepaid.entry"]._fields["charge"]._description_selection(self.env)
        ),
        readonly=True,
    )
    name = fields.Char("Description", readonly=True)
    grant_id = fields.Many2one("prepaid.grant", readonly=True)
    entry_id = fields.Many2one("prepaid.entry", "Ledger Entry", readonly=True)
    timesheet_id = fields.Many2one("account.analytic.line", readonly=True)

    # Time, in minutes
    worked_minutes = _minutes("Worked")
    metered_minutes = _minutes("Metered")
    goodwill_minutes = _minutes("Goodwill", help="Worked minutes that were a gift.")
    included_minutes = _minutes(
        "Included", help="Worked minutes of what the contract includes."
    )

    # Credit, in the unit of the plan: units that mix have no sum
    currency_id = fields.Many2one(related="contract_id.currency_id")
    drawn_minutes = _minutes("Drawn Time", help="What contracts in hours were drawn.")
    drawn_amount = _money(
        "Drawn Money", "currency_id", help="What contracts in money were drawn."
    )

    # Money, in company currency
    offered_amount = _money(
        "Given Away",
        help="What goodwill and included work would have cost, at the average price "
        "of the contract's credit.",
    )
    earned = _money(
        help="Revenue without taxes: what the work used of the price of its credit."
    )
    cost = _money(help="Hours of the timesheet at the technician's hourly cost.")
    margin = _money(help="Earned less cost.")
    rate_hour = _money(
        "Earned an Hour", aggregator="avg", help="Earned by the hours worked."
    )

    @api.depends("name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            row.display_name = row.name or kinds.get(row.kind)

    def _read_group_select(self, aggregate_spec, query):
        """Override of `base`: what an hour earned is a ratio of sums."""
        name, _colon, func = aggregate_spec.partition(":")
        if name != "rate_hour" or func not in ("avg", "sum", "sum_currency"):
            return super()._read_group_select(aggregate_spec, query)
        func = "sum" if func == "avg" else func
        return SQL(
            "COALESCE(%s * %s / NULLIF(%s, 0), 0)",
            super()._read_group_select(f"earned:{func}", query),
            MINUTES_PER_HOUR,
            super()._read_group_select("worked_minutes:sum", query),
        )

    # === ACTION METHODS === #

    @api.model
    def _get_first_action(self):
        """Return the action of the menu: by client, where clients are not too many.

        A table of thousands of clients by months is slow to make and to show: it is by
        plan, unless somebody asks for more.
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_profit_report_action"
        )
        contracts = self.env["prepaid.contract"]
        if contracts.search_count([], limit=CLIENTS_MAX + 1) > CLIENTS_MAX:
            return action
        context = {"search_default_date": 1, "pivot_row_groupby": ["partner_id"]}
        return action | {"context": context}

    def action_open(self):
        """Open the entry of the ledger, or what the books posted in the month."""
        self.ensure_one()
        entry_id, contract_id, month = profit.read_id(self.id)
        if entry_id:
            return self.env["prepaid.entry"].browse(entry_id)._get_records_action()
        contract = self.env["prepaid.contract"].browse(contract_id)
        return contract._get_recognition_action(month)

    def action_open_timesheet(self):
        """Open the line that was worked."""
        self.ensure_one()
        return self.timesheet_id._get_records_action()


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _get_recognition_action(self, month):
        """Return the action that lists what was posted in a month, or the work of it.

        The books are for those who may read them.
        """
        self.ensure_one()
        name, domain = "prepaid_profit_report_list_action", []
        if self.env["prepaid.deferred.move"].has_access("read"):
            name = "prepaid_deferred_move_action"
            domain = [("kind", "in", ("earned", "expired"))]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"sale_timesheet_prepaid.{name}"
        )
        return action | {
            "views": [(False, "list"), (False, "pivot")],
            "domain": [
                *domain,
                ("contract_id", "=", self.id),
                ("date", ">=", fields.Date.to_string(month)),
                ("date", "<=", fields.Date.end_of(month, "month").isoformat()),
            ],
            "context": {},
        }
