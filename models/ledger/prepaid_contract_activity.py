from odoo import fields, models


class PrepaidContract(models.Model):
    """What asks a person of the house to act: one activity a matter, kept current.

    A matter is the name of its activity type, ``credit`` or ``refill``.
    """

    _inherit = "prepaid.contract"

    def _ask_to_act(self, matter, user, summary, note=""):
        """Ask a user to act, in the place of what was asked of the matter before."""
        self.ensure_one()
        asked = self.sudo().activity_search(self._get_activity_types(matter))[:1]
        if asked:
            asked.write(
                {
                    "user_id": user.id,
                    "summary": summary,
                    "note": note,
                    "date_deadline": fields.Date.context_today(asked),
                }
            )
            return
        self.activity_schedule(
            *self._get_activity_types(matter),
            user_id=user.id,
            summary=summary,
            note=note,
        )

    def _note_answered(self, matter, feedback):
        """Close what was asked of the matter, with the answer."""
        types = self._get_activity_types(matter)
        self.sudo().activity_feedback(types, feedback=feedback)

    def _get_activity_types(self, matter):
        return [f"sale_timesheet_prepaid.mail_activity_type_{matter}"]

    def write(self, vals):
        """Override of `base`: credit that is fine again answers its alert."""
        result = super().write(vals)
        if vals.get("alert_level") == "none":
            for contract in self:
                contract._note_answered(
                    "credit",
                    self.env._(
                        "The credit is fine again: %(balance)s left.",
                        balance=contract._get_watched_text(),
                    ),
                )
        return result
