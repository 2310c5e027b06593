import json
import random

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.api.verbs import KEY, VERBS
from . import fuzz
from .common import TODAY
from .common_fuzz import FuzzCommon
from .common_machine import MODEL, MachineCommon
from .steady import steady


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFuzzMachine(FuzzCommon, MachineCommon):
    """Whatever machines send: every answer has a code, and none is "internal"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._contract(60, client=cls.partner_b)
        cls.known = {
            "contract_id": [cls.contract.id, cls.foreign.id],
            "name": [cls.contract.name],
            "partner_id": [cls.client.id],
            "email": ["ann@azure.example"],
            "task_id": [cls.task.id],
            "user_id": [cls.technician.id, cls.user.id],
            "minutes": [1, 30, 10_000],
            "quantity": [1, 30, "0.10"],
            "description": ["Disk replaced"],
            "reason": ["Late"],
            "date": ["2026-03-16"],
            "date_from": ["2026-03-01"],
            "date_to": ["2026-03-31"],
            "until": ["2026-03-17T10:00:00Z"],
        }

    @steady(4, shrinks=False)
    @given(st.integers(0, 2**32))
    def test_whatever_machines_send_is_answered_with_a_code(self, number):
        chance = random.Random(number)
        with self.env.cr.savepoint() as savepoint, mute_logger("odoo.sql_db"):
            self._begin()
            for verb in VERBS.values():
                for _call in range(2):
                    self._send_verb(chance, verb)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertFalse(self.faults, "\n".join(self.faults))

    def _send_verb(self, chance, verb):
        body, kind = fuzz.draw_body(chance, self._draw_arguments(chance, verb))
        headers = {"Content-Type": kind}
        if chance.random() < 0.95:
            headers["Authorization"] = f"Bearer {self.key}"
        options = {"method": "POST", "data": body.encode(), "headers": headers}
        self._try(verb.name, f"/json/2/{MODEL}/{verb.name}", options)

    def _draw_arguments(self, chance, verb):
        """Return arguments of which most are what the verb takes."""
        sent = {}
        if verb.is_of_one or chance.random() < 0.1:
            own, foreign = self.contract.ids, self.foreign.ids
            others = ([], foreign, own + foreign, [0], [-1], [2**40], 7, "x", [None])
            sent["ids"] = own if chance.random() < 0.8 else chance.choice(others)
        if verb.is_write and chance.random() < 0.9:
            key = str(chance.random())
            sent[KEY] = key if chance.random() < 0.8 else fuzz.draw_thing(chance)
        for name in verb.parameters:
            known = self.known.get(name, ())
            if known and chance.random() < 0.7:
                sent[name] = chance.choice(known)
            elif chance.random() < 0.7:
                sent[name] = fuzz.draw_thing(chance)
        if chance.random() < 0.05:
            sent[fuzz.draw_text(chance)] = fuzz.draw_thing(chance)
        return sent

    def _find_fault(self, answer, seconds):
        """Override: every refusal has a code that is documented."""
        fault = super()._find_fault(answer, seconds)
        if fault or answer.status_code < 400:
            return fault
        code = json.loads(answer.text).get("code")
        return code in (None, "internal") and f"the code is {code}"
