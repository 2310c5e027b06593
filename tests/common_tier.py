from datetime import datetime

from .common import TODAY, PrepaidCommon, make_calendar

# A Monday: nine in the morning and nine in the evening for the company, in Paris.
NINE = datetime(2026, 3, 16, 8, 0)
NIGHT = datetime(2026, 3, 16, 20, 0)
# What an hour at night draws with surcharges, then without.
DEAR, NO_FLAT, NO_NIGHT, PLAIN = 135, 120, 75, 60


class TierCommon(PrepaidCommon):
    """A plan whose nights cost double and whose visits 15 min more, and two tiers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Europe/Paris"
        cls.plan.calendar_id = make_calendar(cls.env, cls.company, "Europe/Paris")
        cls._rate(cls.plan, outside_factor=2, flat_quantity=15)
        cls.once = cls._response("at once", 1, 3)
        cls.fast = cls._response("answered within 2 h", 2, 2)
        cls.soon = cls._response("answered within 4 h", 4, 1.5)
        cls.gold = cls._tier("Gold", response_id=cls.fast.id, waives_outside=True)
        cls.silver = cls._tier(
            "Silver", response_id=cls.soon.id, waives_flat=True, messages_included=3
        )
        cls.gold_pack = cls._pack(1200, prepaid_tier_id=cls.gold.id)
        cls.silver_pack = cls._pack(600, prepaid_tier_id=cls.silver.id)

    @classmethod
    def _response(cls, name, hours, factor, plan=None):
        vals = {"plan_id": (plan or cls.plan).id, "name": name}
        vals |= {"hours": hours, "factor": factor}
        return cls.env["prepaid.response"].create(vals)

    @classmethod
    def _tier(cls, name, plan=None, **over):
        vals = {"plan_id": (plan or cls.plan).id, "name": name}
        return cls.env["prepaid.tier"].create(vals | over)

    def _log_night(self, minutes=60, day=TODAY, **over):
        start = NIGHT.replace(month=day.month, day=day.day)
        return self._log(minutes, day=day, **{"meter_started_at": start} | over)

    def _new_client(self, **over):
        """Return a contract with plain credit of a client with a helpdesk, and both."""
        client = self.env["res.partner"].create({"name": "Client"})
        contract = self._contract(6000, client=client, **over)
        return contract, self._project("Desk", client)

    def _explain(self, line):
        return line.sudo().prepaid_explanation
