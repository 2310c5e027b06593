from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..models.ledger.prepaid_contract_expiring import EXPIRING_DAYS
from .prepaid_start import Figure

ADDON = "sale_timesheet_prepaid."
CONTRACTS = f"{ADDON}prepaid_contract_action"
# As many as somebody reads at a glance; the rest is one click away.
URGENT_COUNT = 15
OPEN_STATES = ("pending", "charging", "bank", "waiting")


class PrepaidStart(models.AbstractModel):
    """The account manager's section: which contracts want somebody, and what waits."""

    _inherit = "prepaid.start"

    # === ASKED BY THE PAGE === #

    @api.model
    @api.readonly
    def get_contracts(self, whose=None):
        """Return the figures of contracts and of what waits for an answer.

        ``whose`` is ``mine``, ``all``, or None for whichever suits the user: who looks
        after no contract sees all. It is returned.
        """
        self._check_section("contracts")
        whose = whose or self._get_whose()
        figures = self._get_figures("contracts", whose)
        told = {figure["key"]: figure for figure in self._tell_figures(figures)}
        urgent = told.pop("urgent")
        contracts = {figure.key for figure in figures if figure.action == CONTRACTS}
        return {
            "whose": whose,
            "urgent_count": urgent["count"],
            "figures": [figure for key, figure in told.items() if key in contracts],
            "waiting": [figure for key, figure in told.items() if key not in contracts],
        }

    @api.model
    @api.readonly
    def get_urgent(self, whose):
        """Return the contracts that are first to be looked after, the worst first."""
        self._check_section("contracts")
        contracts = self.env["prepaid.contract"].search_fetch(
            self._get_urgent_domain(whose),
            [
                *("name", "partner_id", "plan_id", "company_id", "user_id"),
                *("balance", "held", "scoped", "alert_level", "date_run_out"),
                "is_used_fast",
            ],
            limit=URGENT_COUNT,
            order="alert_level desc, date_run_out, balance, id",
        )
        stages = self._get_refill_stages(contracts)
        expiries = self._get_expiries(contracts)
        return [
            self._tell_contract(contract)
            | {
                "refill": stages.get(contract.id, ""),
                "expires": self._tell_expiry(expiries.get(contract), contract),
            }
            for contract in contracts
        ]

    # === BUSINESS METHODS === #

    @api.model
    def _get_whose(self):
        mine = Domain("user_id", "=", self.env.uid) & Domain("state", "!=", "closed")
        is_manager = self.env["prepaid.contract"].search_count(mine, limit=1)
        return "mine" if is_manager else "all"

    @api.model
    def _get_figures(self, section, whose):
        figures = super()._get_figures(section, whose)
        if section != "contracts":
            return figures
        return [
            *figures,
            *self._get_contract_figures(whose),
            *self._get_waiting_figures(whose),
        ]

    @api.model
    def _get_contract_figures(self, whose):
        own = self._get_own_domain(whose)
        filters = self._get_own_filters(whose)
        labels = {
            "used_up": self.env._("Used up"),
            "low": self.env._("Low"),
            "used_fast": self.env._("Used fast"),
            "expiring": self.env._("Expires soon"),
            "refill": self.env._("Refill waiting"),
        }
        figures = [
            Figure(
                key,
                labels[key],
                "prepaid.contract",
                own & domain,
                CONTRACTS,
                (*names, "not_closed", *filters),
            )
            for key, (domain, names) in self._get_urgencies().items()
        ]
        urgent = Figure(
            "urgent",
            self.env._("Contracts by Urgency"),
            "prepaid.contract",
            self._get_urgent_domain(whose),
            CONTRACTS,
            filters,
            self._get_urgent_domain("all"),
        )
        return [urgent, *figures]

    @api.model
    def _get_urgencies(self):
        """Return {key: (domain, filters that say the same)} of what is urgent."""
        is_refill = Domain("refill_ids.state", "in", ("pending", "waiting"))
        return {
            "used_up": (
                Domain("alert_level", "in", ("used_up", "overdrawn")),
                ("used_up", "overdrawn"),
            ),
            "low": (Domain("alert_level", "=", "low"), ("low",)),
            "used_fast": (Domain("is_used_fast", "=", True), ("used_fast",)),
            "expiring": (Domain("is_expiring", "=", True), ("expiring",)),
            "refill": (
                is_refill | Domain("refill_due", "=", True),
                ("refill_due", "refill_waiting"),
            ),
        }

    @api.model
    def _get_urgent_domain(self, whose):
        domains = (domain for domain, _filters in self._get_urgencies().values())
        return self._get_own_domain(whose) & Domain.OR(domains)

    @api.model
    def _get_own_domain(self, whose):
        is_open = Domain("state", "!=", "closed")
        is_mine = Domain("user_id", "=", self.env.uid)
        return is_open & is_mine if whose == "mine" else is_open

    @api.model
    def _get_own_filters(self, whose):
        return ("mine",) if whose == "mine" else ()

    @api.model
    def _get_waiting_figures(self, whose):
        """Return what waits for an answer, of the client's or of one's own."""
        filters = self._get_own_filters(whose)
        own = Domain.TRUE
        if whose == "mine":
            own = Domain("contract_id.user_id", "=", self.env.uid)
        work = self.env["account.analytic.line"]._get_undecided_domain()
        if whose == "mine":
            work &= Domain("is_prepaid_mine", "=", True)
        return [
            Figure(
                "declined",
                self.env._("Refills declined"),
                "prepaid.refill",
                own & Domain("stage", "=", "declined"),
                f"{ADDON}prepaid_refill_action",
                ("declined", *filters),
            ),
            Figure(
                "questions",
                self.env._("Questions to answer"),
                "prepaid.dispute",
                own & Domain("state", "=", "open"),
                f"{ADDON}prepaid_dispute_action",
                ("open", *filters),
            ),
            Figure(
                "asked",
                self.env._("Extra time asked of clients"),
                "prepaid.approval",
                own & Domain("state", "=", "asked"),
                f"{ADDON}prepaid_approval_action",
                ("asked", *filters),
            ),
            Figure(
                "uncovered",
                self.env._("Work not covered"),
                "account.analytic.line",
                work,
                f"{ADDON}account_analytic_line_action_uncovered",
                ("open", *filters),
            ),
        ]

    @api.model
    def _get_refill_stages(self, contracts):
        """Return {contract id: that it has an open refill, and where that stands}."""
        refills = self.env["prepaid.refill"].search_fetch(
            [("contract_id", "in", contracts.ids), ("state", "in", OPEN_STATES)],
            ["contract_id", "stage"],
            order="id",
        )
        field = self.env["prepaid.refill"]._fields["stage"]
        stages = dict(field._description_selection(self.env))
        return {
            refill.contract_id.id: self.env._(
                "Refill: %(stage)s", stage=stages[refill.stage]
            )
            for refill in refills
        }

    @api.model
    def _get_expiries(self, contracts):
        """Return {contract: the day on which some of its credit expires, if soon}."""
        groups = self.env["prepaid.grant"]._read_group(
            [
                ("contract_id", "in", contracts.ids),
                ("remaining", ">", 0),
                ("date_expiry", "!=", False),
            ],
            ["contract_id", "date_expiry:day"],
            order="date_expiry:day desc",
        )
        return {
            contract: day
            for contract, day in groups
            if 0 <= (day - contract._get_today()).days <= EXPIRING_DAYS
        }

    @api.model
    def _tell_contract(self, contract):
        """Return as plain data what is left, how long, and what is wrong."""
        return {
            "id": contract.id,
            "name": contract.name,
            "customer": contract.partner_id.display_name,
            "plan": contract.plan_id.name,
            "manager": contract.user_id.name or "",
            "level": contract.alert_level,
            "level_text": self._get_level_text(contract),
            "left": contract._get_watched_text(),
            "is_used_fast": contract.is_used_fast,
            "runs_out": self._tell_run_out(contract.date_run_out, contract),
        }

    @api.model
    def _get_level_text(self, contract):
        field = contract._fields["alert_level"]
        return dict(field._description_selection(self.env))[contract.alert_level]

    @api.model
    def _tell_run_out(self, day, contract):
        """Return in words when the credit is gone; False where nobody knows."""
        if not day:
            return False
        days = (day - contract._get_today()).days
        if days < 0:
            text = self.env._("Runs out any day now")
        elif days == 0:
            text = self.env._("Runs out today")
        elif days == 1:
            text = self.env._("Runs out tomorrow")
        else:
            text = self.env._("Runs out in %(days)s days", days=days)
        return {"text": text, "day": format_date(self.env, day)}

    @api.model
    def _tell_expiry(self, day, contract):
        """Return in words when credit expires; False where none does soon."""
        if not day:
            return False
        days = (day - contract._get_today()).days
        if days == 0:
            text = self.env._("Expires today")
        elif days == 1:
            text = self.env._("Expires tomorrow")
        else:
            text = self.env._("Expires in %(days)s days", days=days)
        return {"text": text, "day": format_date(self.env, day)}
