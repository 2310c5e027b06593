from datetime import timedelta

from odoo import fields, models

from .pauses import TIRED, get_rest

# Without one good call for so long it is switched off. A delivery is tried for longer.
LASTING = timedelta(hours=20)
RESTED = {"failure_count": 0, "failing_since": False, "date_rest": False}


class PrepaidWebhook(models.Model):
    """On and off: by hand, and by itself after lasting failure."""

    _inherit = "prepaid.webhook"

    # === ACTION METHODS === #

    def action_switch_on(self):
        """Switch it on; what waits is sent. The first time, show its secret."""
        self.ensure_one()
        self.check_access("write")
        webhook = self.sudo()
        webhook.write({"state": "on"} | RESTED)
        webhook.activity_unlink(["mail.mail_activity_data_todo"])
        webhook._get_waiting()._send_soon()
        return None if webhook.secret else self._show_secret(webhook._renew_secret())

    def action_switch_on_anew(self):
        """Switch it on without what waits."""
        self.ensure_one()
        self.check_access("write")
        self.sudo()._get_waiting()._drop()
        return self.action_switch_on()

    def action_switch_off(self):
        """Switch it off: it hears nothing until it is on again."""
        self.ensure_one()
        self.check_access("write")
        self.sudo().state = "off"

    def action_test(self):
        """Send a test and show how it goes."""
        self.ensure_one()
        self.check_access("write")
        delivery = self.sudo()._queue_test()
        return {
            "type": "ir.actions.act_window",
            "res_model": delivery._name,
            "res_id": delivery.id,
            "views": [(False, "form")],
        }

    # === BUSINESS METHODS === #

    def _note_good_call(self):
        """Forget what failed before; what waits for its next try goes at once."""
        for webhook in self.filtered("failing_since"):
            is_tired = webhook.failure_count >= TIRED
            webhook.write(RESTED)
            if is_tired:
                webhook._get_waiting()._send_soon()

    def _get_waiting(self):
        """Return the messages that wait to be sent."""
        return self.delivery_ids.search(
            [("webhook_id", "in", self.ids), ("state", "=", "pending")]
        )

    def _note_failed_call(self, answer):
        """Count a call that failed; give up an endpoint that fails all the time."""
        self.ensure_one()
        now = fields.Datetime.now()
        count = self.failure_count + 1
        rest = get_rest(count, answer.wait)
        self.write(
            {
                "failure_count": count,
                "failing_since": self.failing_since or now,
                "date_rest": rest and now + rest,
            }
        )
        is_lasting = count >= TIRED and now - self.failing_since >= LASTING
        if self.state == "on" and (is_lasting or answer.status == 410):
            self._give_up(answer)

    def _give_up(self, answer):
        """Switch it off and ask somebody to look. What waits stays, and is added to."""
        self.state = "failed"
        reason = self.env["prepaid.webhook.delivery"]._get_reason(answer)
        note = self.env._(
            "“%(webhook)s” is switched off: %(reason)s What happens meanwhile waits "
            "for a week. Mend the receiver, then switch it on again.",
            webhook=self.name,
            reason=reason,
        )
        self.message_post(body=note)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self._get_keeper().id,
            summary=self.env._("The webhook fails and is switched off"),
            note=note,
        )

    def _get_keeper(self):
        """Return who is to act: the responsible who may see it, else the admin."""
        user = self.user_id
        mine = self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        if user.active and mine.has_access("read"):
            return user
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        return admin or self.env.user
