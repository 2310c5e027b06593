from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .network import get_network, is_inside

# What is taken of what a visitor types.
LENGTHS = {"reference": 64, "email": 254, "reason": 2000}
# So many requests an hour come from one network.
REQUESTS = 20
# And so many by a proxy that does not tell from where they come (`proxy_mode`).
PROXY_REQUESTS = 1000
HOUR = timedelta(hours=1)
# For so long the link in the mail confirms.
LINK_HOURS = 72
# For so long what nobody confirmed is kept.
UNCONFIRMED_DAYS = 30


class PrepaidCancellation(models.Model):
    """What somebody typed on the public page to end what a contract takes or charges.

    Nothing of it is believed until whoever reads the mail to an address on file says
    so. The day on which it was typed is the day of the notice all the same.
    """

    _name = "prepaid.cancellation"
    _description = "Prepaid Cancellation"
    _inherit = "prepaid.guarded"
    _order = "id desc"
    _rec_name = "reference"
    _allow_sudo_commands = False

    _prepaid_user_fields = {"answer"}
    _prepaid_personal_fields = {
        "partner_id": "person",
        "email": "proof",
        "reason": "text",
        "answer": "text",
        "network": "proof",
    }

    state = fields.Selection(
        [
            ("requested", "Not Confirmed Yet"),
            ("confirmed", "To Be Decided"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("expired", "Never Confirmed"),
        ],
        required=True,
        default="requested",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )

    # What was typed, and when
    date = fields.Datetime("Received", required=True, readonly=True, index=True)
    reference = fields.Char(required=True, readonly=True)
    email = fields.Char(required=True, readonly=True)
    matter = fields.Selection(
        [
            ("both", "All that is renewed or charged by itself"),
            ("schedule", "What I take regularly"),
            ("automatic", "Automatic top-ups"),
        ],
        "To End",
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [("ordinary", "Ordinary"), ("cause", "For cause")],
        required=True,
        readonly=True,
    )
    date_wanted = fields.Date("Wanted For", readonly=True, help="Empty: soonest.")
    reason = fields.Text(readonly=True)
    origin = fields.Char("Sent From", readonly=True)
    network = fields.Char(readonly=True, index="btree_not_null")

    # Whose it is, and who was asked
    is_due = fields.Boolean(default=True, readonly=True)
    contract_ids = fields.Many2many(
        "prepaid.contract", string="Contracts", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Person Asked", readonly=True, index="btree_not_null"
    )
    date_mailed = fields.Datetime("Link Sent", readonly=True)

    # What became of it
    date_confirmed = fields.Datetime("Confirmed", readonly=True)
    date_end = fields.Date("Last Day", readonly=True)
    result = fields.Text(readonly=True)
    answer = fields.Text(help="What the client reads with your decision.")

    _due_idx = models.Index("(id) WHERE is_due")

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if self - self._filter_outdated():
            raise UserError(
                self.env._(
                    "Cancellations are the proof of what clients declared. They are "
                    "erased by themselves, once the days of the settings are over."
                )
            )

    # === ACTION METHODS === #

    def action_done(self):
        """Tell the client that what it asked for is done, by hand."""
        self._decide("done")

    def action_refuse(self):
        """Tell the client why what it asked for is not done."""
        for cancellation in self.filtered(lambda each: not each.answer):
            raise UserError(
                self.env._(
                    "Say in the answer why “%(reference)s” is refused: the client "
                    "reads it.",
                    reference=cancellation.reference,
                )
            )
        self._decide("refused")

    def _decide(self, state):
        self.check_access("write")
        for cancellation in self.sudo().filtered(lambda each: each.state != state):
            ends = cancellation.contract_ids.schedule_ids.filtered("date_end")
            cancellation.write(
                {
                    "state": state,
                    "is_due": False,
                    "date_end": max(ends.mapped("date_end"), default=False),
                }
            )
            cancellation.contract_ids._note_answered(
                "cancellation", cancellation.answer or cancellation.result or ""
            )
            cancellation._send("receipt")

    # === WHAT IS TYPED === #

    @api.model
    def _read_typed(self, typed, company):
        """Return what a visitor typed as vals, and what is wrong with it or False."""
        names = ("reference", "email", "reason")
        vals = {
            name: (typed.get(name) or "").strip()[: LENGTHS[name]] for name in names
        }
        for name in ("matter", "kind"):
            values = self._fields[name].get_values(self.env)
            vals[name] = typed[name] if typed.get(name) in values else values[0]
        day, fault = self._read_day(typed, company)
        if not vals["reference"] or "@" not in vals["email"]:
            fault = self.env._(
                "Type the number of a contract, order or invoice, and the email "
                "address that we write to."
            )
        return vals | {"date_wanted": day}, fault

    def _read_day(self, typed, company):
        """Return the day that was chosen, False for the soonest, and what is wrong."""
        if typed.get("when") != "day":
            return False, False
        fault = self.env._("Choose a day from today on, or the soonest one.")
        try:
            day = fields.Date.to_date(typed.get("date_wanted"))
        except ValueError:
            return False, fault
        is_past = not day or day < company._get_prepaid_today()
        return day, is_past and fault

    @api.model
    def _request(self, vals, company, address, page):
        """Keep what a visitor declares, in sudo; the mail goes later, found or not.

        Sent twice, it is kept once. None: too many come from that network.
        """
        network, now = get_network(address), fields.Datetime.now()
        hour = [("network", "=", network), ("date", ">", now - HOUR)]
        most = PROXY_REQUESTS if is_inside(address) else REQUESTS
        recent = self.search(hour, limit=most)
        for earlier in recent.filtered(lambda each: each.state == "requested"):
            if all((earlier[name] or "") == (vals[name] or "") for name in vals):
                return earlier
        if len(recent) == most:
            return None
        request = self.create(
            vals
            | {
                "company_id": company.id,
                "date": now,
                "network": network,
                "origin": f"{address} · {page}",
            }
        )
        self.env.ref("sale_timesheet_prepaid.prepaid_cancellation_cron")._trigger()
        return request

    def _get_day(self):
        """Return the day of the notice, in the company's time zone."""
        return self.company_id._get_prepaid_day(self.date)

    def _get_typed_texts(self):
        """Return (what, value) of what was declared, for people."""
        words = {
            name: dict(self._fields[name]._description_selection(self.env))[self[name]]
            for name in ("matter", "kind")
        }
        soonest = self.env._("As soon as possible")
        when = self.date_wanted and format_date(self.env, self.date_wanted) or soonest
        return [
            (self.env._("Contract, order or invoice"), self.reference),
            (self.env._("Email"), self.email),
            (self.env._("What to end"), words["matter"]),
            (self.env._("Cancellation"), words["kind"]),
            (self.env._("When"), when),
            *([(self.env._("Reason"), self.reason)] if self.reason else []),
        ]

    # === HOW LONG IT IS KEPT === #

    def _filter_outdated(self):
        """Return what is old enough to be erased: what nobody confirmed soon is."""
        now = fields.Datetime.now()

        def is_outdated(each):
            kept = each.company_id.prepaid_cancellation_days
            kept = kept if each.date_confirmed else UNCONFIRMED_DAYS
            is_over = each.state not in ("requested", "confirmed")
            return is_over and kept and each.date < now - timedelta(days=kept)

        return self.filtered(is_outdated)

    @api.autovacuum
    def _gc_outdated(self):
        """Close what nobody confirmed, and erase what is old enough."""
        now = fields.Datetime.now()
        lost = self.sudo().search(
            [
                ("state", "=", "requested"),
                ("date", "<", now - timedelta(hours=LINK_HOURS + 1)),
            ]
        )
        lost.write({"state": "expired", "is_due": False})
        for cancellation in lost:
            for contract in cancellation.contract_ids:
                cancellation._ask_staff(
                    contract,
                    cancellation.env._(
                        "The number and address of the client were typed, and the "
                        "link in the mail was not opened. Ask the client: it may hold "
                        "all the same."
                    ),
                )
        before = now - timedelta(days=UNCONFIRMED_DAYS)
        self.sudo().search([("date", "<", before)])._filter_outdated().unlink()
