import json

from odoo import models
from odoo.fields import Command

from ..metering.prepaid_rate import TERMS

# What texts tell of a plan, by the list that holds it; "" is the plan itself.
KEPT = {
    "": (
        "unit",
        "currency_id",
        "validity_months",
        "expiry_grace_days",
        "rollover_percent",
        "rollover_most",
        "rollover_months",
        "expiry_outcome",
        "overdraft_policy",
        "overdraft_limit",
        "overdraft_stop_percent",
        "overdraft_settlement",
        "overage_product_id",
        "new_ticket_policy",
        "response_rule",
        "schedule_change_policy",
        "schedule_validity",
        "tier_id",
    ),
    "rate_ids": (
        "usage_type_id",
        "factor",
        "price_hour",
        *TERMS,
        "zone_terms",
    ),
    "window_ids": (
        "sequence",
        "name",
        "days",
        "hour_from",
        "hour_to",
        "factor",
        "usage_type_ids",
    ),
    "response_ids": ("name", "hours", "is_business_hours", "factor"),
    "tier_ids": (
        "sequence",
        "name",
        "response_id",
        "waives_outside",
        "waives_response",
        "waives_flat",
        "messages_included",
        "pack_ids",
    ),
}
KEPT_CALENDAR = ("name", "tz", "two_weeks_calendar", "duration_based")
KEPT_HOURS = ("dayofweek", "hour_from", "hour_to", "day_period", "display_type")


class PrepaidPlan(models.Model):
    """The settings of a plan that texts tell, as plain data, and a plan made of them.

    A plan that was kept is told by the very code that tells the present one, in any
    language: what differs is the promise, never its wording.
    """

    _inherit = "prepaid.plan"

    def _get_kept_fields(self):
        """Return {list: names} of what is kept; "" is the plan itself.

        Override it to keep what another clause tells: agreements are compared when it
        changes.
        """
        return {
            path: [name for name in names if name in self._get_kept_model(path)._fields]
            for path, names in KEPT.items()
        }

    def _get_kept_model(self, path):
        return self.env[self._fields[path].comodel_name] if path else self

    def _keep(self, contract=None):
        """Return the settings as plain data. Prices are those of the contract."""
        self.ensure_one()
        # Names are compared, so they are kept in one language.
        plan = self.sudo().with_context(lang=None)
        names = plan._get_kept_fields()
        kept = _keep_fields(plan, names.pop(""))
        for path, fields in names.items():
            kept[path] = [
                {"id": child.id} | _keep_fields(child, fields) for child in plan[path]
            ]
        if plan.unit == "money":
            for rate, values in zip(plan.rate_ids, kept["rate_ids"], strict=True):
                values["price_hour"] = rate._get_price_hour(*rate._get_buyer(contract))
        kept["calendar"] = plan._keep_calendar() if plan.calendar_id else None
        return json.loads(json.dumps(kept))

    def _keep_calendar(self):
        calendar = self.calendar_id
        hours = [_keep_fields(line, KEPT_HOURS) for line in calendar.attendance_ids]
        return _keep_fields(calendar, KEPT_CALENDAR) | {"attendance_ids": hours}

    def _recall(self, kept):
        """Return a plan in sudo, not stored, with the settings that `_keep` kept."""
        Plan = self.env["prepaid.plan"].sudo()
        lists = Plan._get_kept_fields()
        names = [name for name in lists.pop("") if name != "tier_id"]
        values = _recall_fields(Plan, {name: kept.get(name) for name in names})
        for path in lists:
            Child = Plan._get_kept_model(path)
            values[path] = [
                Command.create(_recall_fields(Child, child))
                for child in kept.get(path, [])
                if _is_for_known_work(Child, child)
            ]
        plan = Plan.new(values | {"calendar_id": self._recall_calendar(kept)})
        plan._recall_tiers(kept)
        return plan

    def _recall_calendar(self, kept):
        Calendar = self.env["resource.calendar"].sudo()
        values = kept.get("calendar")
        if not values:
            return Calendar
        hours = [Command.create(line) for line in values["attendance_ids"]]
        return Calendar.new(values | {"attendance_ids": hours})

    def _recall_tiers(self, kept):
        """Give the tiers the responses of the same plan, and the plan its tier."""
        responses = _by_id(kept.get("response_ids", []), self.response_ids)
        tiers = _by_id(kept.get("tier_ids", []), self.tier_ids)
        for values, tier in zip(kept.get("tier_ids", []), self.tier_ids, strict=True):
            tier.response_id = responses.get(values["response_id"])
        self.tier_id = tiers.get(kept.get("tier_id"))


def _keep_fields(record, names):
    """Return {name: plain value}: ids of records, None for no record."""
    values = {}
    for name in names:
        field, value = record._fields[name], record[name]
        if field.type == "many2one":
            value = value.id or None
        elif field.type in ("many2many", "one2many"):
            value = value.ids
        values[name] = value
    return values


def _recall_fields(model, kept):
    """Return vals of what was kept, without records that are gone since."""
    values = {}
    for name, value in kept.items():
        field = model._fields.get(name)
        # Parts of the plan refer to each other: they are told apart by their ids.
        if not field or name in ("id", "response_id"):
            continue
        if field.relational:
            found = model.env[field.comodel_name].browse(value).exists()
            value = found.id if field.type == "many2one" else [Command.set(found.ids)]
        values[name] = value
    return values


def _is_for_known_work(model, kept):
    """Tell whether the kind of work of a rate is still there, or it has none."""
    kind = kept.get("usage_type_id")
    return not kind or bool(model.env["prepaid.usage.type"].browse(kind).exists())


def _by_id(kept, records):
    return {values["id"]: record for values, record in zip(kept, records, strict=True)}
