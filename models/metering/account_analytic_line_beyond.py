from datetime import timedelta

from odoo import api, fields, models

from ...metering import SECONDS_PER_MINUTE, to_units
from ..contract.access import reads_quantities
from ..ledger.short import CreditShort


class AccountAnalyticLine(models.Model):
    """New work beyond the credit: ask the client, offer it, or split it."""

    _inherit = "account.analytic.line"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override: do what a person chose for work beyond the credit.

        The choice is the context's ``prepaid_beyond``, for forms and lists have no
        other way to say it: ``ask`` lets the work wait until the client agrees,
        ``goodwill`` offers it, ``split`` logs what is left and asks for the rest.
        Without it the work is refused, and the error tells what may be chosen.
        """
        beyond = self.env.context.get("prepaid_beyond")
        if beyond:
            return self.concat(*(self._create_one(vals, beyond) for vals in vals_list))
        try:
            return super().create(vals_list)
        except CreditShort as short:
            vals = vals_list[0] if len(vals_list) == 1 else None
            short.context = {"prepaid_short": self._tell_short(short, vals)}
            raise

    # === BUSINESS METHODS === #

    @api.model
    def _create_one(self, vals, beyond):
        """Return the line of these vals, or what was chosen instead of its refusal."""
        lines, tried = self.with_context(prepaid_beyond=False), dict(vals)
        try:
            with self.env.cr.savepoint():
                return lines.create([tried]).with_env(self.env)
        except CreditShort as short:
            if beyond not in short.context["prepaid_short"]["ways"]:
                raise
            line = lines._create_beyond(tried, beyond, short)
            return line.with_env(self.env)

    @api.model
    def _create_beyond(self, vals, beyond, short):
        """Return the new line that was chosen for work that is short of credit."""
        if beyond == "goodwill":
            return self.create([vals | {"prepaid_charge": "goodwill"}])
        if beyond == "ask":
            return self._create_waiting(vals, short.contract, short.due)
        room = short.due - short.missing
        first, rest = self._split_work(vals, short.due, room)
        line = self.create([first])
        due = self._get_draft(rest)._get_due_units()
        self._create_waiting(rest, short.contract, due)
        return line

    @api.model
    def _tell_short(self, short, vals=None):
        """Return what the screens show of a `CreditShort`, and what may be chosen.

        ``ask_form`` says that people name the amount: worked out it would be a price.
        Without the ``vals`` of a line it is not split.
        """
        contract, user = short.contract, self.env.user
        draft = self._get_draft(vals) if vals else self.sudo()
        task = draft._get_ticket()
        is_told = reads_quantities(user, contract)
        can_ask = bool(task) and short.limiter._can_ask(task)
        room = short.due - short.missing
        ways = ["goodwill"]
        if can_ask and is_told:
            ways = ["ask", "goodwill"]
            if vals and room > 0 and self._split_work(vals, short.due, room):
                ways.append("split")
        text = str(short)
        if is_told:
            work = draft._get_work()
            text = short.limiter._get_short_text(short.due, room, work)
        ask_form = can_ask and not is_told and task.id
        form = {"ask_form": ask_form, "ask_model": task._name}
        return {"text": text, "ways": ways, **form}

    @api.model
    def _foresee_short(self, vals):
        """Return what `_tell_short` will tell of new work, or False if credit is there.

        A forecast: what decides is the draw.
        """
        draft = self._get_draft(vals)
        contract, due = draft.prepaid_contract_id, draft._get_due_units()
        short = contract and contract._foresee_short(draft, due)
        return short and self._tell_short(short, vals)

    # === SPLITTING === #

    @api.model
    def _get_draft(self, vals):
        """Return the line (sudo) that the vals would make, as a new record."""
        vals = dict(vals)
        self._set_prepaid_defaults(vals, {})
        company = self._get_new_company(vals).sudo()
        uom = company.project_time_mode_id
        own = {"company_id": company.id, "product_uom_id": uom.id}
        return self.sudo().new(own | vals)

    def _get_work(self):
        """Return what work this is: its usage type and its project."""
        return self.usage_type_id, self.project_id

    def _get_due_units(self):
        return to_units(self._meter()["due"]) if self.prepaid_contract_id else 0

    @api.model
    def _split_work(self, vals, due, room):
        """Return the vals of a line that draws at most ``room`` units, and of the rest.

        None where two lines would not cost what one does: minimum, free minutes and
        rounding count for each.
        """
        total = self._get_draft(vals)._get_worked_minutes()
        if total < 2:
            return None
        low, high = 0, total
        while low < high - 1:
            middle = (low + high) // 2
            if self._get_cost(self._cut_work(vals, middle, total)[0]) <= room:
                low = middle
            else:
                high = middle
        parts = self._cut_work(vals, low, total)
        costs = [self._get_cost(part) for part in parts]
        is_fair = low and costs[0] <= room and sum(costs) == due
        return parts if is_fair else None

    @api.model
    def _get_cost(self, vals):
        return self._get_draft(vals)._get_due_units()

    @api.model
    def _cut_work(self, vals, minutes, total):
        """Return the vals of the first minutes of the work, and of the other ones."""
        amount = vals["unit_amount"]
        first = vals | {"unit_amount": amount * minutes / total}
        rest = vals | {"unit_amount": amount * (total - minutes) / total}
        start = fields.Datetime.to_datetime(vals.get("meter_started_at"))
        if start:
            rest["meter_started_at"] = start + timedelta(minutes=minutes)
        if rest.pop("prepaid_meter_id", None):
            seconds = minutes * SECONDS_PER_MINUTE
            first["meter_seconds"] = min(seconds, vals["meter_seconds"])
            rest["meter_seconds"] = vals["meter_seconds"] - first["meter_seconds"]
        return first, rest


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _can_ask(self, task):
        """Tell whether the client may be asked for more time on a ticket."""
        covering = task.sudo().prepaid_covering_id
        return self.plan_id.overdraft_policy == "consent" and covering == self

    def _foresee_short(self, line, due):
        """Return why ``due`` units of a line's work would be refused, or False."""
        room = self._get_room(line._get_ticket(), line._get_work())
        if room is None or due <= max(room, 0):
            return False
        text = self.env._("The credit that is left does not cover this work")
        return CreditShort(text, self, due, due - max(room, 0))
