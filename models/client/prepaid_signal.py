from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from .signals import get_urgency, is_anew, is_over

# A row that stands for its reason: as long as there is one, there is no second.
LIVE_STATES = ("open", "snoozed", "done")
# How long it is kept who was called, and why.
KEPT_DAYS = 730


class Found(NamedTuple):
    """A reason that holds today.

    ``amount`` is what is at stake, in company currency; None where nobody can tell.
    """

    partner_id: int
    contract_id: int | None
    kind: str
    facts: dict
    amount: float | None = None

    def get_key(self):
        """Return whom and what it is about: the contract, else the client."""
        return (
            self.kind,
            self.contract_id,
            None if self.contract_id else self.partner_id,
        )


class PrepaidSignal(models.Model):
    """Why somebody should talk to a client now, and what to do.

    Found by a cron. A row stays while its reason holds, and goes by itself when it
    ends. Its figures are those of the day on which it was checked, frozen when it is
    done or gone.
    """

    _name = "prepaid.signal"
    _description = "Client to Call"
    _inherit = "prepaid.guarded"
    _order = "urgency, amount DESC, date_found, id"
    _allow_sudo_commands = False

    _prepaid_user_fields = {"note"}
    _prepaid_personal_fields = {
        "partner_id": "person",
        "user_id": "person",
        "done_user_id": "person",
        "note": "text",
    }

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    contract_id = fields.Many2one(
        "prepaid.contract", index="btree_not_null", ondelete="cascade", readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Account Manager",
        compute="_compute_user_id",
        store=True,
        compute_sudo=True,
        index=True,
    )

    # Why
    kind = fields.Selection(
        [
            ("use_falling", "Use is falling"),
            ("pack_short", "Packs are too small"),
            ("expiring", "Credit expires unused"),
            ("questions", "Questions are open"),
            ("unpaid", "Unpaid"),
            ("idle", "Bought, not used"),
            ("heavy", "Needs more every month"),
            ("follow_up", "A project ended"),
            ("former", "Work without a contract"),
            ("bigger_pack", "A bigger pack saves money"),
        ],
        "About",
        required=True,
        readonly=True,
    )
    facts = fields.Json(
        required=True, readonly=True, help="The figures of the day it was checked."
    )
    amount = fields.Monetary(
        "At Stake", readonly=True, help="Without taxes but for invoices."
    )
    urgency = fields.Selection(
        [("1", "Today"), ("2", "This Week"), ("3", "When You Talk")],
        required=True,
        readonly=True,
    )

    # What became of it
    state = fields.Selection(
        [
            ("open", "To do"),
            ("snoozed", "Later"),
            ("done", "Done"),
            ("gone", "No Longer True"),
        ],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    note = fields.Text("What Came of It", help="For the next who calls.")
    date_found = fields.Date("Since", required=True, readonly=True)
    date_checked = fields.Date("Checked", required=True, readonly=True)
    date_held = fields.Date(
        "Last True", required=True, readonly=True, help="The last day it was true."
    )
    date_snoozed = fields.Date("Later, on", readonly=True, copy=False)
    done_user_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False)
    activity_id = fields.Many2one(
        "mail.activity",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="What the account manager was asked to do.",
    )

    _contract_unique = models.UniqueIndex(
        "(contract_id, kind) WHERE contract_id IS NOT NULL"
        " AND state IN ('open', 'snoozed', 'done')",
        "A contract has one row of a kind.",
    )
    _partner_unique = models.UniqueIndex(
        "(company_id, partner_id, kind) WHERE contract_id IS NULL"
        " AND state IN ('open', 'snoozed', 'done')",
        "A client has one row of a kind.",
    )
    # The list that opens first.
    _open_idx = models.Index(
        "(company_id, urgency, amount, date_found, id) WHERE state = 'open'"
    )

    # === COMPUTE METHODS === #

    @api.depends("contract_id.user_id", "partner_id.user_id")
    def _compute_user_id(self):
        """The contract's manager, else who would look after a new one."""
        Contract = self.env["prepaid.contract"].with_user(api.SUPERUSER_ID)
        for signal in self:
            signal.user_id = signal.contract_id.user_id or (
                Contract._get_account_manager(signal.partner_id, signal.company_id)
            )

    @api.depends("partner_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for signal in self:
            client = signal.sudo().partner_id.display_name
            signal.display_name = f"{client} · {kinds.get(signal.kind, '')}"

    # === WHAT HOLDS TODAY === #

    @api.model
    def _bring_in_line(self, company, today, found, domain):
        """Let the rows of a company say what holds today. Safe to repeat.

        ``found`` is [Found]; ``domain`` is of the rows that were looked for: rows of
        what could not be checked stay as they are.
        """
        live = self.search(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", LIVE_STATES)
            & domain
        )
        rows = {signal._get_key(): signal for signal in live}
        held = {hit.get_key(): hit for hit in found}
        lost = self.union(*(rows[key] for key in rows.keys() - held.keys()))
        lost._let_go(today)
        kept = {rows[key]: hit for key, hit in held.items() if key in rows}
        self.union(*kept)._keep(kept, today)
        fresh = [held[key] for key in held if key not in rows]
        signals = self.create(
            [self._prepare_signal_vals(company, today, hit) for hit in fresh]
        )
        signals._ask_manager()
        return signals

    def _get_key(self):
        contract, partner = self.contract_id.id, self.partner_id.id
        return self.kind, contract or None, None if contract else partner

    @api.model
    def _prepare_signal_vals(self, company, today, hit):
        dates = dict.fromkeys(("date_found", "date_checked", "date_held"), today)
        return dates | self._prepare_found_vals(hit, today) | {"company_id": company.id}

    @api.model
    def _prepare_found_vals(self, hit, today):
        return {
            "partner_id": hit.partner_id,
            "contract_id": hit.contract_id,
            "kind": hit.kind,
            "facts": hit.facts,
            "amount": hit.amount or 0,
            "urgency": get_urgency(hit.kind, hit.facts, today),
        }

    def _keep(self, found, today):
        """Bring rows whose reason holds up to date; ``found`` maps them to it.

        What was put off comes back on its day, what is done when it is about more.
        """
        self.write({"date_checked": today, "date_held": today})
        again = self.filtered(
            lambda signal: (
                (signal.state == "snoozed" and signal.date_snoozed <= today)
                or (
                    signal.state == "done"
                    and is_anew(signal.facts, found[signal].facts)
                )
            )
        )
        again.write({"state": "open", "date_found": today, "date_snoozed": False})
        for signal in self.filtered(lambda signal: signal.state == "open"):
            vals = self._prepare_found_vals(found[signal], today)
            signal.write(
                {name: vals[name] for name in vals if signal._differs(vals, name)}
            )
        again._ask_manager()

    def _differs(self, vals, name):
        old = self[name]
        if name == "amount":
            return self.currency_id.compare_amounts(old, vals[name]) != 0
        return (old.id or None if isinstance(old, models.Model) else old) != vals[name]

    def _let_go(self, today):
        """End rows whose reason does not hold; what was answered, once it is over."""
        self.write({"date_checked": today})
        over = self.filtered(
            lambda signal: (
                signal.state == "open"
                or (signal.state == "snoozed" and signal.date_snoozed <= today)
                or is_over(signal.kind, signal.date_held, today)
            )
        )
        over._end("gone")

    def _end(self, state, **vals):
        """End rows, and take back what their managers were asked."""
        self.activity_id.unlink()
        self.write({"state": state, "date_snoozed": False, **vals})
        # Before another row takes its place.
        self.flush_recordset(["state"])

    # === OF CLIENTS WHO ARE ONE CLIENT NOW === #

    @api.model
    def _keep_one_a_kind(self, partners):
        """Leave the oldest row of a kind of clients who are about to be one."""
        rows = self.search(
            [
                ("partner_id", "in", partners.ids),
                ("contract_id", "=", False),
                ("state", "in", LIVE_STATES),
            ],
            order="id",
        )
        for same in rows.grouped(lambda row: (row.company_id, row.kind)).values():
            same[1:]._end("gone")

    @api.autovacuum
    def _gc_gone(self):
        """Forget what was over long ago."""
        old = date.today() - timedelta(days=KEPT_DAYS)
        domain = [("state", "=", "gone"), ("date_checked", "<", old)]
        rows = self.search(domain, limit=10000)
        rows.unlink()
        return len(rows), len(rows) == 10000
