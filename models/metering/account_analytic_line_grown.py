from datetime import timedelta

from odoo import models

from ..ledger.short import CreditShort


class AccountAnalyticLine(models.Model):
    """Work that was logged and is changed beyond the credit: what may become of it."""

    _inherit = "account.analytic.line"

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: do what a person chose where a change goes beyond the credit.

        The choice is the context's ``prepaid_beyond``, see `create`. Of a line that
        grows, what was drawn stays and the choice is for the rest, on a line of its
        own; a line that drew nothing there is asked for or offered whole. Work that
        follows its ticket (sudo), or many lines at once, is only refused.
        """
        if self.env.su or len(self) != 1 or not self._get_draw_fields() & vals.keys():
            return super().write(vals)
        more = self._prepare_more(vals)
        beyond = self.env.context.get("prepaid_beyond")
        if beyond:
            return self._write_one(vals, more, beyond)
        try:
            return super().write(vals)
        except CreditShort as short:
            short.context = {"prepaid_short": self._tell_change(short, more)}
            raise

    # === BUSINESS METHODS === #

    def _write_one(self, vals, more, beyond):
        """Write these vals, or do what was chosen instead of their refusal."""
        line = self.with_context(prepaid_beyond=False)
        try:
            with self.env.cr.savepoint():
                return line.write(dict(vals))
        except CreditShort as short:
            if beyond not in short.context["prepaid_short"]["ways"]:
                raise
            if more:
                line._log_more(vals, more, beyond)
            else:
                line._write_beyond(vals, beyond, short)
            return True

    def _log_more(self, vals, more, beyond):
        """Write all but the time, and log what grew as a line of its own."""
        self.write({name: vals[name] for name in vals.keys() - {"unit_amount"}})
        if beyond == "goodwill":
            self.create([more | {"prepaid_charge": "goodwill"}])
        else:
            self._create_one(more, beyond)

    def _write_beyond(self, vals, beyond, short):
        """Offer a line that is short of credit, or let it wait for the client."""
        if beyond == "goodwill":
            self.write(vals | {"prepaid_charge": "goodwill"})
            return
        self.write(vals | {"prepaid_contract_id": False})
        self._wait_for_client(short.contract, short.due)

    def _tell_change(self, short, more):
        """Return `_tell_short` for a change; ``is_more``: the line keeps its time.

        A line that drew is not offered whole, nor given back and asked for. What
        would cost more on a line of its own is not asked for there, but by the form.
        """
        told = self._tell_short(short, more)
        is_fair = not more or self._get_cost(more) == short.due
        if more and not is_fair:
            told["ways"] = ["goodwill"]
        elif not more and self._has_drawn(short.contract):
            told["ways"] = []
        if "ask" not in told["ways"]:
            task = self._get_ticket()
            can_ask = task and short.limiter._can_ask(task)
            told |= {"ask_form": can_ask and task.id, "ask_model": task._name}
        return told | {"is_more": bool(more)}

    def _has_drawn(self, contract):
        """Tell whether the line ever drew from a contract."""
        entries = self.sudo().prepaid_entry_ids
        return any(
            entry.contract_id == contract and entry.quantity for entry in entries
        )

    # === WHAT GREW === #

    def _prepare_more(self, vals):
        """Return the vals of a line for the time that these vals add, else None.

        None too where anything else that moves credit changes with it.
        """
        if not self._is_drawing() or self._get_changed(vals) != {"unit_amount"}:
            return None
        before, after = self._get_worked_minutes(), self._count_minutes(vals)
        if after <= before:
            return None
        start = self.meter_started_at
        return {
            "name": vals.get("name", self.name),
            **self._get_ticket()._prepare_prepaid_place_vals(),
            "project_id": self.project_id.id,
            "employee_id": self.employee_id.id,
            "date": self.date,
            "unit_amount": vals["unit_amount"] * (after - before) / after,
            "usage_type_id": self.usage_type_id.id,
            "prepaid_contract_id": self.prepaid_contract_id.id,
            "meter_started_at": start and start + timedelta(minutes=before),
        }

    def _is_drawing(self):
        """Tell whether this is billable work in the unit that a new line would have."""
        uom = self.company_id.sudo().project_time_mode_id
        is_plain = self.prepaid_charge == "billable" and self.product_uom_id == uom
        return bool(self.prepaid_contract_id) and is_plain

    def _get_changed(self, vals):
        """Return the names of what moves credit, and is not in the line already."""
        return {
            name
            for name in self._get_draw_fields() & vals.keys()
            if self._convert(name, vals[name]) != self._convert(name, self[name])
        }

    def _convert(self, name, value):
        return self._fields[name].convert_to_cache(value, self)

    def _count_minutes(self, vals):
        """Return the worked minutes that the line would have."""
        draft = self.sudo().new(origin=self)
        draft.unit_amount = vals["unit_amount"]
        return draft._get_worked_minutes()
