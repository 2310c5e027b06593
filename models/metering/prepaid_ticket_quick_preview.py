from odoo import api, models
from odoo.tools import format_date

from ...metering import format_minutes
from ..contract.access import reads_quantities


class PrepaidTicket(models.AbstractModel):
    """What a line of text would log, told while it is typed."""

    _inherit = "prepaid.ticket"

    @api.readonly
    def preview_quick_log(self, text, without=()):
        """Return what a text would log, or its ``problem``.

        ``chips`` are the parts that were understood: ``kind`` may be given as one of
        ``without`` if the part ``is_typed``. ``effect`` is the rest, ``feedback`` both
        in one line. ``doubts`` are to be confirmed before the text is logged; ``short``
        tells that the credit does not cover it, see `_tell_short`, or is False.
        """
        self.ensure_one()
        self.env["account.analytic.line"].check_access("create")
        entry = self._parse_quick_log(text, without)
        problem = self._get_quick_problem(entry)
        draft = self._get_quick_draft(entry)
        chips = [
            {"kind": kind, "text": text, "is_typed": getattr(entry, kind) is not None}
            for kind, text in self._get_quick_parts(entry, draft).items()
        ]
        preview = {
            "minutes": entry.minutes,
            "usage_type": draft.usage_type_id.name,
            "charge": entry.charge,
            "name": entry.name,
            "chips": chips,
            "problem": problem,
        }
        if not problem:
            effect = self._get_quick_effect(entry, draft)
            parts = [chip["text"] for chip in chips]
            preview |= {
                "effect": effect,
                "feedback": " · ".join([*parts, effect]),
                "doubts": list(draft._get_doubts().values()),
                "short": self._foresee_quick_short(entry),
            }
        return preview

    # === BUSINESS METHODS === #

    def _get_quick_draft(self, entry):
        """Return the line (sudo) that would be logged, as a new record."""
        lines = self.env["account.analytic.line"]
        return lines._get_draft(self._prepare_quick_vals(entry))

    def _foresee_quick_short(self, entry):
        lines = self.env["account.analytic.line"]
        return lines._foresee_short(self._prepare_quick_vals(entry))

    def _get_quick_parts(self, entry, draft):
        """Return the texts of what was understood, by field of the QuickLog."""
        charge = draft.prepaid_charge
        labels = dict(draft._fields["prepaid_charge"]._description_selection(self.env))
        is_told = entry.charge or (draft.prepaid_contract_id and charge != "billable")
        day = entry.day and format_date(self.env, entry.day, date_format="EEEE d MMMM")
        parts = {
            "minutes": entry.minutes is not None and format_minutes(entry.minutes),
            "usage_type_id": draft.usage_type_id.name,
            "charge": is_told and labels[charge],
            "day": day,
            "start": entry.start and entry.start.strftime("%H:%M"),
        }
        return {kind: text for kind, text in parts.items() if text}

    def _get_quick_effect(self, entry, draft):
        """Return in one line what would be drawn, or why nothing, and the text."""
        parts = [f"“{entry.name}”"]
        contract = draft.prepaid_contract_id
        if contract.scoped:
            left = contract._get_left_for(draft.usage_type_id, draft.project_id)
            quantity = contract._format_quantity(left)
            text = self.env._("%(quantity)s left for this work", quantity=quantity)
            parts.insert(0, text)
        if contract and reads_quantities(self.env.user, contract):
            quantity = contract._format_quantity(draft._meter()["due"])
            parts.insert(0, self.env._("draws %(quantity)s", quantity=quantity))
        if draft.prepaid_uncovered:
            parts.insert(0, draft._get_uncovered_text())
        return " · ".join(parts)
