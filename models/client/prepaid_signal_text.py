from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ...metering import to_quantity

# What a click on the row does, by what it is about.
STEPS = {
    "use_falling": "call",
    "expiring": "call",
    "idle": "call",
    "questions": "questions",
    "pack_short": "offer",
    "heavy": "offer",
    "follow_up": "offer",
    "former": "offer",
    "bigger_pack": "offer",
}


class PrepaidSignal(models.Model):
    """The reason and the next action, in the words and the language of the reader."""

    _inherit = "prepaid.signal"

    reason = fields.Char("Why", compute="_compute_reason", compute_sudo=True)
    next_action = fields.Char(compute="_compute_next_action", compute_sudo=True)
    step = fields.Char(
        compute="_compute_step",
        help="What the button does: call, offer, questions, remind or refill.",
    )
    phone = fields.Char(compute="_compute_phone", compute_sudo=True)

    @api.depends("kind", "facts")
    @api.depends_context("lang")
    def _compute_reason(self):
        for signal in self:
            tell = getattr(signal, f"_tell_{signal.kind}")
            signal.reason = tell(signal.facts)

    @api.depends("kind", "facts")
    @api.depends_context("lang")
    def _compute_next_action(self):
        for signal in self:
            signal.next_action = signal._get_next_action()

    @api.depends("kind", "facts")
    def _compute_step(self):
        for signal in self:
            step = "remind" if (signal.facts or {}).get("invoices") else "refill"
            signal.step = STEPS.get(signal.kind, step)

    @api.depends("partner_id", "contract_id")
    def _compute_phone(self):
        """The client's number, else that of somebody who speaks for them."""
        for signal in self:
            people = signal.partner_id | signal.contract_id._get_contacts()
            signal.phone = next(filter(None, people.mapped("phone")), False)

    # === WHY === #

    def _format_units(self, units):
        """Return credit of the contract for people."""
        return self.contract_id._format_quantity(to_quantity(units))

    def _format_day(self, day):
        return format_date(self.env, day)

    def _format_money(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def _tell_use_falling(self, facts):
        values = {
            "now": self._format_units(facts["now"]),
            "before": self._format_units(facts["before"]),
            "days": facts["days"],
            "day": self._format_day(facts["until"]),
        }
        if facts["now"] <= 0:
            return self.env._(
                "Used nothing in the %(days)s days until %(day)s, after %(before)s in "
                "the %(days)s days before.",
                **values,
            )
        return self.env._(
            "Used %(now)s in the %(days)s days until %(day)s, after %(before)s in the "
            "%(days)s days before.",
            **values,
        )

    def _tell_pack_short(self, facts):
        first, second, third = facts["days"]
        return self.env._(
            "The last three packs lasted %(first)s, %(second)s and %(third)s days.",
            first=first,
            second=second,
            third=third,
        )

    def _tell_expiring(self, facts):
        values = {
            "credit": self._format_units(facts["units"]),
            "first": self._format_day(facts["first"]),
            "last": self._format_day(facts["last"]),
        }
        if facts["first"] == facts["last"]:
            return self.env._(
                "%(credit)s will expire unused on %(last)s at the present pace.",
                **values,
            )
        return self.env._(
            "%(credit)s will expire unused between %(first)s and %(last)s at the "
            "present pace.",
            **values,
        )

    def _tell_questions(self, facts):
        count, day = len(facts["of"]), self._format_day(facts["since"])
        if count == 1:
            return self.env._("A question waits for an answer since %(day)s.", day=day)
        return self.env._(
            "%(count)s questions wait for an answer, the first since %(day)s.",
            count=count,
            day=day,
        )

    def _tell_unpaid(self, facts):
        invoices, declined = facts["invoices"], facts.get("declined")
        values = {
            "count": len(invoices),
            "amount": self._format_money(facts["amount"]),
            "day": invoices and self._format_day(facts["since"]),
            "declined": declined and self._format_day(declined),
        }
        if not invoices:
            return self.env._("The payment was declined on %(declined)s.", **values)
        if declined:
            return self.env._(
                "%(amount)s is unpaid since %(day)s, and the payment was declined on "
                "%(declined)s.",
                **values,
            )
        if len(invoices) == 1:
            return self.env._("%(amount)s is unpaid since %(day)s.", **values)
        return self.env._(
            "%(amount)s is unpaid, %(count)s invoices, the first since %(day)s.",
            **values,
        )

    def _tell_idle(self, facts):
        values = {
            "credit": self._format_units(facts["units"]),
            "day": self._format_day(facts["since"]),
        }
        if facts["is_new"]:
            return self.env._(
                "%(credit)s is there since %(day)s, and nothing was used yet.", **values
            )
        return self.env._("%(credit)s left, and no work since %(day)s.", **values)

    def _tell_heavy(self, facts):
        first, second, third = map(self._format_units, facts["months"])
        return self.env._(
            "Used %(first)s, %(second)s and %(third)s in the three months until "
            "%(day)s: never less than a pack of %(pack)s.",
            first=first,
            second=second,
            third=third,
            day=self._format_day(facts["last"]),
            pack=self._format_units(facts["pack"]),
        )

    def _tell_follow_up(self, facts):
        values = {"project": facts["name"], "day": self._format_day(facts["day"])}
        if facts["how"] == "done":
            return self.env._(
                "“%(project)s” is done (%(day)s), and the client has no contract.",
                **values,
            )
        if facts["how"] == "delivered":
            return self.env._(
                "All that was sold for “%(project)s” is delivered (%(day)s), and the "
                "client has no contract.",
                **values,
            )
        return self.env._(
            "“%(project)s” is invoiced and all its tasks are closed (%(day)s), and the "
            "client has no contract.",
            **values,
        )

    def _tell_former(self, facts):
        values = {
            "work": self.env["prepaid.plan"]._format_minutes(facts["minutes"]),
            "day": self._format_day(facts["last"]),
        }
        if facts["contracts"]:
            return self.env._(
                "%(work)s of work in 30 days until %(day)s, and the client's contract "
                "is over.",
                **values,
            )
        return self.env._(
            "%(work)s of work in 30 days until %(day)s, and nothing pays for it: the "
            "client never had a contract.",
            **values,
        )

    def _tell_bigger_pack(self, facts):
        return self.env._(
            "“%(pack)s” would have saved the client %(amount)s in the last six months.",
            pack=self._get_offer_pack().name or self.env._("A bigger pack"),
            amount=self._format_money(facts["saving"]),
        )

    # === WHAT TO DO === #

    def _get_next_action(self):
        """Return what the account manager does next, as a sentence."""
        if self.kind == "unpaid":
            if self.step == "remind":
                return self.env._("Remind the client of the invoice.")
            return self.env._("Try again, or ask for another way to pay.")
        told = {
            "use_falling": self.env._("Call: what has changed?"),
            "expiring": self.env._("Call: plan work before it is lost."),
            "questions": self.env._("Answer."),
            "idle": self.env._("Call: what can we do for you first?"),
            "heavy": self.env._("Offer hours every month."),
            "bigger_pack": self.env._("Offer it with the next refill."),
        }
        return told.get(self.kind) or self._get_pack_action()

    def _get_pack_action(self):
        """Return what is offered, by the name of the pack where there is one."""
        pack = self._get_offer_pack().name
        if self.kind == "pack_short":
            if not pack:
                return self.env._("Offer a bigger pack, or hours every month.")
            return self.env._("Offer a bigger pack: %(pack)s.", pack=pack)
        if self.kind == "follow_up":
            if not pack:
                return self.env._("Offer a pack for what comes after.")
            return self.env._("Offer a pack for what comes after: %(pack)s.", pack=pack)
        if not pack:
            return self.env._("Offer a small pack.")
        return self.env._("Offer a small pack: %(pack)s.", pack=pack)
