from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .signals import OFFERS

OFFER = "sale_timesheet_prepaid.mail_activity_type_offer"
CALL = "mail.mail_activity_data_call"
TEMPLATES = {
    "pack_short": "bigger",
    "bigger_pack": "bigger",
    "heavy": "recurring",
    "follow_up": "follow_up",
    "former": "former",
}


class PrepaidSignal(models.Model):
    """The next action, one click away; and that it is done, or comes later."""

    _inherit = "prepaid.signal"

    # === ACTION METHODS === #

    def action_call(self):
        """Put the call on the user's list of the day, and show whom it is about."""
        self.ensure_one()
        signal_sudo = self._check_answerable()
        user = self.env.user
        summary = self.reason
        if signal_sudo.activity_id:
            signal_sudo.activity_id.write({"user_id": user.id, "summary": summary})
        else:
            signal_sudo._ask(CALL, user, [(summary, "")])
        return self.action_open_place()

    def action_offer(self):
        """Open a mail to the client that offers what helps, with the shop's link."""
        self.ensure_one()
        signal_sudo = self._check_answerable()
        place = signal_sudo._get_place().sudo(False)
        self._check_mailable(place)
        template = self.env.ref(
            "sale_timesheet_prepaid.prepaid_signal_mail_template_"
            + TEMPLATES.get(self.kind, "bigger")
        )
        fields_ = ["subject", "body_html"]
        mail = template.sudo()._generate_template(self.ids, fields_)[self.id]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offer"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": place._name,
                "default_res_ids": place.ids,
                "default_composition_mode": "comment",
                "default_subject": mail["subject"],
                "default_body": mail["body_html"],
                "default_partner_ids": signal_sudo._get_readers().ids,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }

    def action_open_questions(self):
        """Show the questions that wait."""
        self.ensure_one()
        questions = self.env["prepaid.dispute"].search(
            [("contract_id", "=", self.contract_id.id), ("state", "=", "open")]
        )
        return questions._get_records_action(name=self.env._("Questions"))

    def action_remind(self):
        """Mail the client the invoices that are overdue, with their payment links."""
        self.ensure_one()
        signal_sudo = self._check_answerable()
        invoices_sudo = signal_sudo._get_overdue()
        if not invoices_sudo:
            raise UserError(
                self.env._(
                    "%(client)s has paid meanwhile. Press Done.",
                    client=self.partner_id.display_name,
                )
            )
        invoices_sudo._remind_of_prepaid(signal_sudo.contract_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(client)s gets the invoices with their links to pay.",
                    client=self.partner_id.display_name,
                ),
            },
        }

    def action_open_invoices(self):
        """Show the invoices that are overdue, to who may read them."""
        self.ensure_one()
        self.check_access("read")
        ids = self.sudo()._get_overdue().ids
        invoices = self.env["account.move"].browse(ids)._filtered_access("read")
        return invoices._get_records_action(name=self.env._("Unpaid Invoices"))

    def action_refill(self):
        """Go on with the refill that was declined, else ask what to sell."""
        self.ensure_one()
        self._check_answerable()
        refill = self.env["prepaid.refill"].browse((self.facts or {}).get("refill"))
        if refill.exists() and refill.stage == "declined":
            return refill._get_open_action()
        if not self.contract_id:
            raise UserError(
                self.env._(
                    "%(client)s has no contract to refill. Send an offer instead.",
                    client=self.partner_id.display_name,
                )
            )
        return self.contract_id.action_ask_refill()

    def action_open_place(self):
        """Show the contract, else the client."""
        self.ensure_one()
        place = self.contract_id or self.partner_id
        return place._get_records_action(views=[(False, "form")])

    def action_done(self):
        """Say that it is done: it does not come back before it ends and begins anew."""
        signals_sudo = self._check_answerable().filtered(
            lambda signal: signal.state in ("open", "snoozed")
        )
        signals_sudo._end("done", done_user_id=self.env.uid)
        return True

    def action_snooze_week(self):
        return self._snooze(days=7)

    def action_snooze_month(self):
        return self._snooze(months=1)

    def action_reopen(self):
        """Take back that it is done, or later."""
        signals_sudo = self._check_answerable().filtered(
            lambda signal: signal.state in ("snoozed", "done")
        )
        signals_sudo.write(
            {"state": "open", "date_snoozed": False, "done_user_id": False}
        )
        signals_sudo._ask_manager()
        return True

    # === BUSINESS METHODS === #

    def _check_answerable(self):
        """Return the rows in sudo, once it is sure that the user answers for them."""
        self.check_access("write")
        return self.sudo()

    def _snooze(self, **delay):
        signals_sudo = self._check_answerable().filtered(
            lambda signal: signal.state in ("open", "snoozed")
        )
        for company, signals in signals_sudo.grouped("company_id").items():
            day = fields.Date.add(company._get_prepaid_today(), **delay)
            signals.write({"state": "snoozed", "date_snoozed": day})
            signals.activity_id.date_deadline = day
        return True

    def _get_place(self):
        """Return where it is written what was done: the contract, else the client."""
        return self.contract_id or self.partner_id

    def _get_readers(self):
        """Return who gets an offer."""
        return self.contract_id._get_contacts() or self.partner_id

    def _check_mailable(self, place):
        if not place.has_access("write"):
            raise AccessError(
                self.env._(
                    "Mails to %(client)s are kept on the contact, which you may not "
                    "change. Ask for the right to create contacts, or call.",
                    client=self.partner_id.display_name,
                )
            )

    def _get_overdue(self):
        """Return those of its invoices (sudo) that are still unpaid."""
        invoices = self.env["account.move"].browse((self.facts or {}).get("invoices"))
        return invoices.exists().filtered(
            lambda move: (
                move.state == "posted" and move.payment_state in ("not_paid", "partial")
            )
        )

    # === ACTIVITIES === #

    def _ask_manager(self):
        """Ask managers to make the offers that these rows are about, once."""
        rows = self.filtered(
            lambda signal: (
                signal.kind in OFFERS
                and signal.state == "open"
                and signal.user_id
                and not signal.activity_id
            )
        )
        for user, signals in rows.grouped("user_id").items():
            there = signals.with_context(lang=user.lang)
            texts = [(row.next_action, row.reason) for row in there]
            signals._ask(OFFER, user, texts)

    def _ask(self, activity_type, user, texts):
        """Put what to do on a user's list, without a mail about it.

        ``texts`` are a summary and a note for each of these rows.
        """
        vals = {
            "activity_type_id": self.env.ref(activity_type).id,
            "user_id": user.id,
            "automated": True,
        }
        days = {each: each._get_prepaid_today() for each in self.company_id}
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        activities = Activity.create(
            [
                vals
                | signal._prepare_place_vals()
                | {
                    "date_deadline": days[signal.company_id],
                    "summary": summary,
                    "note": note,
                }
                for signal, (summary, note) in zip(self, texts, strict=True)
            ]
        )
        for signal, activity in zip(self, activities, strict=True):
            signal.activity_id = activity

    def _prepare_place_vals(self):
        """Return where an activity is put."""
        place = self._get_place()
        model_id = self.env["ir.model"]._get_id(place._name)
        return {"res_model_id": model_id, "res_id": place.id}


class AccountMove(models.Model):
    _inherit = "account.move"

    def _remind_of_prepaid(self, contract):
        """Mail the client these unpaid invoices, on their contract in one mail."""
        if not contract:
            return self._send_prepaid_invoice()
        for invoice in self:
            invoice._portal_ensure_token()
        return contract.with_context(prepaid_invoices=self).message_post_with_source(
            "sale_timesheet_prepaid.prepaid_contract_mail_template_unpaid",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )
