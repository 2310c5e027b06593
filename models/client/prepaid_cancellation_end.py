from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from ..contract.race import wait_for_turn
from ..schedule.periods import ONE_DAY
from ..schedule.prepaid_schedule_change import Change
from .cancel_link import UNASKED


class PrepaidCancellation(models.Model):
    """What is done once the client confirms, and what it is told of it."""

    _inherit = "prepaid.cancellation"

    def _confirm(self):
        """End what was asked for, once, however often it is confirmed.

        Called in sudo by the page of the link. What somebody has to decide is left to
        staff; the rest is done at once.
        """
        self.ensure_one()
        wait_for_turn(self)
        if self.state != "requested":
            return
        lang = self.partner_id.lang or self.env.lang
        request = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        request = request.with_context(lang=lang)
        request.write({"date_confirmed": fields.Datetime.now(), "state": "confirmed"})
        told = [request._end_contract(contract) for contract in request.contract_ids]
        ends = request.contract_ids.schedule_ids.filtered("date_end")
        is_left = any(left for _texts, left in told)
        request.write(
            {
                "result": "\n".join(text for texts, _left in told for text in texts),
                "state": "confirmed" if is_left else "done",
                "date_end": max(ends.mapped("date_end"), default=False),
            }
        )
        request._send("receipt")

    def _end_contract(self, contract):
        """Return (what is told of a contract, what is left to staff or False)."""
        texts, left = [], False
        if self.matter != "schedule":
            person = self.env._("%(name)s (by link)", name=self.partner_id.name)
            texts.append(contract._end_automatic(person))
        if self.matter != "automatic":
            text, left = self._end_schedule(contract)
            texts.append(text)
        if left:
            self._ask_staff(contract, left)
        self._tell_staff(contract)
        return [*texts, contract._get_credit_left_text()], left

    def _end_schedule(self, contract):
        """Return (what is told of the schedule's end, why staff decides or False)."""
        schedule, name = contract._get_schedule(), {"contract": contract.name}
        if not schedule or schedule.state == "draft":
            return self.env._("Nothing is renewed with %(contract)s.", **name), False
        if self._needs_staff(contract):
            left = self.env._("Nothing is ended by itself here: please decide.")
        else:
            left = self._stop(schedule)
        if not left:
            return schedule._get_end_text(), False
        text = self.env._(
            "We have your cancellation of %(contract)s of %(date)s, and answer you "
            "soon. By our agreement the last day is %(last)s.",
            date=format_date(self.env, self._get_day()),
            last=format_date(self.env, schedule._get_last_day(self)),
            **name,
        )
        return text, left

    def _needs_staff(self, contract):
        """Tell whether somebody decides: a cause is judged, a plan may forbid stops.

        Consumers stop what they take whatever the plan says.
        """
        is_free = contract.plan_id.client_stop or contract.buyer_kind == "consumer"
        return self.kind == "cause" or not is_free

    def _stop(self, schedule):
        """Stop a schedule on its last day; return why that failed, or False."""
        last = schedule._get_last_day(self)
        if schedule.date_end and schedule.date_end <= last:
            return False
        reason = self.env._(
            "Cancelled on the public page by %(person)s, asked for on %(date)s.",
            person=self.partner_id.name,
            date=format_date(self.env, self._get_day()),
        )
        try:
            with self.env.cr.savepoint():
                schedule._apply_change(Change("stop", last + ONE_DAY, reason=reason))
        except UserError as error:
            return str(error)
        return False

    def _ask_staff(self, contract, why):
        """Let somebody decide: in the list of cancellations, once it is looked at."""
        keeper = contract._get_keeper()
        contract = contract.with_context(lang=keeper.lang)
        note = plaintext2html("\n".join(filter(None, [why, self.reason])))
        summary = contract.env._("%(contract)s is cancelled", contract=contract.name)
        contract._ask_to_act("cancellation", keeper, summary, note)

    def _tell_staff(self, contract):
        """Keep on the contract who cancelled what, for its account manager."""
        contract = contract.with_context(lang=contract.user_id.lang)
        matters = dict(self._fields["matter"]._description_selection(contract.env))
        body = contract.env._(
            "%(person)s cancelled on the public page: %(matter)s. What became of it is "
            "under Clients, Cancellations.",
            person=self.partner_id.name,
            matter=matters[self.matter],
        )
        contract.message_post(
            body=body,
            partner_ids=contract.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _preview_texts(self):
        """Return what confirming does, for people: the page shows it before."""
        texts = []
        for contract in self.contract_ids:
            schedule, name = contract._get_schedule(), {"contract": contract.name}
            if self.matter != "schedule":
                texts.append(
                    self.env._("Automatic top-ups of %(contract)s end at once.", **name)
                )
            if self.matter == "automatic" or not schedule or schedule.state == "draft":
                continue
            texts.append(
                self.env._(
                    "What %(contract)s takes regularly ends on %(date)s.",
                    date=format_date(self.env, schedule._get_last_day(self)),
                    **name,
                )
            )
        return texts


class PrepaidSchedule(models.Model):
    _inherit = "prepaid.schedule"

    def _get_last_day(self, request):
        """Return the last day of what is taken, by a client's cancellation.

        The end of the period in which the chosen day is, and never before notice and
        commitment allow. What is paused ends at once; what ends sooner, then.
        """
        today = self._get_today()
        if self.state == "paused":
            return today - ONE_DAY
        last = self._get_term(request._get_day())
        if request.date_wanted and request.date_wanted > last:
            last = self._get_grid().find(request.date_wanted).last
        last = max(last, self._get_first_changeable() - ONE_DAY)
        return min(self.date_end or last, last)

    def _get_end_text(self):
        """Return when it ends, and why not sooner, for people."""
        contract = self.contract_id
        texts = [
            self.env._(
                "What %(contract)s takes regularly ends on %(date)s. Nothing is billed "
                "for the time after that.",
                contract=contract.name,
                date=format_date(self.env, self.date_end),
            )
        ]
        if self.date_committed and self._is_committed_on(self._get_today()):
            texts.append(
                self.env._(
                    "You agreed to take it until %(date)s.",
                    date=format_date(self.env, self.date_committed),
                )
            )
        if self.notice_days:
            texts.append(
                self.env._("The notice is %(days)s days.", days=self.notice_days)
            )
        return " ".join(texts)


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _end_automatic(self, person):
        """Switch off what orders or charges by itself; return what is told of it."""
        consents = self.consent_ids.filtered(lambda each: not each.date_revoked)
        is_on = self.refill_trigger != "none" and self.refill_mode in UNASKED
        if not consents and not is_on:
            return self.env._(
                "Nothing of %(contract)s is charged or ordered by itself.",
                contract=self.name,
            )
        consents._end(person)
        if is_on:
            self.refill_trigger = "none"
        pending = self._get_open_refill().filtered(
            lambda refill: refill.state == "pending" and refill.mode in UNASKED
        )
        pending._close("cancelled", self.env._("Cancelled by the client."))
        pending._withdraw()
        told = self.env._(
            "Automatic top-ups of %(contract)s are switched off: nothing more is "
            "ordered or charged by itself.",
            contract=self.name,
        )
        if order := (self._get_open_refill() - pending).sale_order_id:
            under_way = self.env._(
                "The top-up %(order)s was under way already.", order=order.name
            )
            told = f"{told} {under_way}"
        return told

    def _get_credit_left_text(self):
        """Return what credit is left and until when, for people."""
        values = {"contract": self.name, "credit": self._get_left_text()}
        if not self.date_expiry_next:
            return self.env._(
                "Credit left on %(contract)s: %(credit)s. It stays yours.", **values
            )
        return self.env._(
            "Credit left on %(contract)s: %(credit)s. The first of it expires on "
            "%(date)s.",
            date=format_date(self.env, self.date_expiry_next),
            **values,
        )
