import json
import uuid

from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.sale_timesheet_prepaid.controllers.api import BODY_MAX
from odoo.addons.sale_timesheet_prepaid.models.api.verbs import VERBS

from .common import GROUP, TODAY
from .common_machine import MODEL, MachineCommon

GOODWILL = "api_give_goodwill"
GIFT = {"quantity": 15, "reason": "Late"}
# One call of each kind, as it would work for who may.
CALLS = {
    "api_find": {"partner_id": 1},
    "api_balance": {},
    "api_statement": {"date_from": "2026-01-01", "date_to": "2026-02-01"},
    "api_can_draw": {"minutes": 1},
    "api_log_work": {"minutes": 1, "description": "Work"},
    "api_hold": {"quantity": 1, "until": "2030-01-01T00:00:00Z", "description": "W"},
    "api_post": {"hold_id": 1, "quantity": 1},
    "api_release": {"hold_id": 1},
    GOODWILL: GIFT,
    "api_start_meter": {"user_id": 1, "task_id": 1},
    "api_stop_meter": {"meter_id": 1},
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMachineKeys(MachineCommon):
    """Who may call, what is done once, and what nobody can send."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.http", "odoo.addons.base.models.ir_http"))

    def _facts(self):
        """Return all that a call can write, counted."""
        self.env.flush_all()
        self.env.invalidate_all()
        names = ("entry", "grant", "hold", "meter", "request")
        lines = self.env["account.analytic.line"].search_count([])
        counts = [self.env[f"prepaid.{name}"].sudo().search_count([]) for name in names]
        contract = self.contract.sudo()
        return [lines, *counts, contract.balance, contract.held]

    def _call_all(self, key, contract=None):
        """Make one call of each kind; yield its name and the answer."""
        for name in VERBS:
            facts = dict(CALLS[name])
            if VERBS[name].is_write:
                facts["idempotency_key"] = str(uuid.uuid4())
            if name == "api_find":
                facts["ids"] = []
            with self.subTest(call=name):
                yield name, self._call(name, contract, key=key, **facts)

    def _assert_refused(self, key, status, code, contract=None):
        before = self._facts()
        for _name, answer in self._call_all(key, contract):
            self.assertError(answer, status, code)
            self.assertNotIn("Traceback", str(answer[1]))
        self.assertEqual(self._facts(), before)

    # === WHO MAY CALL === #

    def test_every_method_is_tried_here(self):
        self.assertEqual(list(CALLS), list(VERBS))

    def test_no_key_of_a_stranger_opens_anything(self):
        portal = self._user("visitor", "base.group_portal")
        people = portal | self.technician | self.accountant | self.manager
        for user in people | self.env.ref("base.user_admin"):
            with self.subTest(user=user.login):
                self._assert_refused(self._key(user), 403, "forbidden")

    def test_a_revoked_wrong_or_expired_key_opens_nothing(self):
        self._assert_refused("0" * 40, 401, "unauthorized")
        keys = self.env["res.users.apikeys"].sudo()
        keys.search([("user_id", "=", self.machine.id)]).unlink()
        self._assert_refused(self.key, 401, "unauthorized")
        expired = (
            keys.with_user(self.machine).sudo()._generate("rpc", "Old", "2020-01-01")
        )
        self._assert_refused(expired, 401, "unauthorized")

    def test_an_archived_machine_opens_nothing(self):
        self.machine.sudo().active = False
        self._assert_refused(self.key, 401, "unauthorized")

    def test_a_session_of_a_browser_is_no_key(self):
        self.authenticate("prepaid_boss", "prepaid_boss")
        self.manager.group_ids = [
            Command.link(self.env.ref(f"{GROUP}api").id),
        ]
        answer = self.url_open(
            f"/json/2/{MODEL}/{GOODWILL}",
            data=json.dumps({"ids": self.contract.ids, "idempotency_key": "1"} | GIFT),
            headers={"Content-Type": "application/json"},
        )
        self.assertError((answer.status_code, answer.json()), 401, "unauthorized")
        self.assertIn("Bearer", answer.headers["WWW-Authenticate"])

    def test_a_contract_of_another_company_is_not_there(self):
        company = self.setup_other_company()["company"]
        plan = self._plan("Theirs", company_id=company.id)
        other = self._contract(60, plan=plan, company_id=company.id)
        missing = self.env[MODEL].browse(10**8)
        for name, answer in self._call_all(None, other):
            if name == "api_find":
                continue
            self.assertError(answer, 404, "not_found")
        self.assertEqual(other.balance, 60)
        told = self._call("api_balance", other)[1]["message"]
        never = self._call("api_balance", missing)[1]["message"]
        blurred = told.replace(str(other.id), str(missing.id))
        self.assertEqual(blurred, never)
        found = self._call("api_find", [], name=other.name)[1]
        self.assertEqual(found, [])
        forced = {"allowed_company_ids": [company.id]}
        answer = self._call("api_balance", other, context=forced)
        self.assertError(answer, 404, "not_found")

    def test_the_machine_reads_nothing_else(self):
        doors = [
            (MODEL, "search_read", {"domain": [], "fields": ["name"]}),
            (MODEL, "read", {"ids": self.contract.ids, "fields": ["balance"]}),
            (MODEL, "write", {"ids": self.contract.ids, "vals": {"state": "closed"}}),
            ("prepaid.request", "search_read", {"domain": []}),
            ("prepaid.grant", "search_read", {"domain": []}),
            ("prepaid.entry", "search_read", {"domain": []}),
            ("prepaid.hold", "search_read", {"domain": []}),
            ("prepaid.plan", "search_read", {"domain": []}),
            ("prepaid.rate", "search_read", {"domain": []}),
            ("account.analytic.line", "search_read", {"domain": []}),
            ("account.move", "search_read", {"domain": []}),
            ("sale.order", "search_read", {"domain": []}),
            ("hr.employee", "search_read", {"domain": []}),
            ("project.task", "search_read", {"domain": []}),
            ("product.product", "search_read", {"domain": []}),
            ("mail.message", "search_read", {"domain": [], "fields": ["body"]}),
            ("res.partner", "search_read", {"domain": [], "fields": ["name"]}),
        ]
        self._do(GOODWILL, **GIFT)
        for model, method, facts in doors:
            with self.subTest(door=f"{model}.{method}"):
                answer = self._send(self.key, model, method, **facts)
                told = answer.json()
                self.assertTrue(answer.status_code == 403 or told == [], told)

    # === ONCE === #

    def test_the_same_key_is_the_same_answer_and_nothing_twice(self):
        first = self._work(idempotency_key="one")
        self.assertEqual(first[0], 200)
        before = self._facts()
        self._grant(self.contract, 5)
        for _time in range(3):
            self.assertEqual(self._work(idempotency_key="one"), first)
        after = self._facts()
        self.assertEqual(after[0], before[0])
        self.assertEqual(self.contract.balance, 575)
        same = {"usage_type_id": None, "description": " Disk replaced "}
        self.assertEqual(self._work(idempotency_key="one", **same), first)
        self.contract.state = "closed"
        self.assertEqual(self._work(idempotency_key="one"), first)
        self.contract.state = "active"
        second = self._work(idempotency_key="two")
        self.assertNotEqual(second[1]["timesheet_id"], first[1]["timesheet_id"])

    def test_the_same_key_for_something_else_is_refused(self):
        self._work(idempotency_key="one")
        other = self._contract(60, client=self.partner_b)
        before = self._facts()
        for answer in (
            self._work(idempotency_key="one", minutes=31),
            self._work(idempotency_key="one", usage_type_id=None, date="2026-01-30"),
            self._do(GOODWILL, idempotency_key="one", **GIFT),
            self._do(GOODWILL, other, idempotency_key="one", **GIFT),
        ):
            self.assertError(answer, 422, "key_reused")
        self.assertEqual(self._facts(), before)

    def test_keys_are_of_the_machine_that_sends_them(self):
        other = self._user("machine2", f"{GROUP}api")
        self._do(GOODWILL, idempotency_key="one", **GIFT)
        key = self._key(other)
        answer = self._do(GOODWILL, idempotency_key="one", key=key, **GIFT)
        self.assertEqual((answer[0], answer[1]["balance"]), (200, 630))

    def test_what_writes_needs_a_key(self):
        for key in (None, ""):
            answer = self._do(GOODWILL, idempotency_key=key, **GIFT)
            self.assertError(answer, 400, "key_missing")
        self.assertError(self._call(GOODWILL, **GIFT), 400, "key_missing")
        for key in ("x" * 256, 7, ["x"], "a\nb", " ", {}):
            answer = self._do(GOODWILL, idempotency_key=key, **GIFT)
            self.assertError(answer, 422, "invalid_argument")
        self.assertEqual(self.contract.balance, 600)

    def test_answers_are_forgotten_after_a_month(self):
        requests = self.env["prepaid.request"].sudo()
        self._do(GOODWILL, idempotency_key="old", **GIFT)
        with freeze_time("2026-02-20"):
            requests._gc_requests()
        self.assertEqual(requests.search([]).key, "old")
        with freeze_time("2026-04-20"):
            requests._gc_requests()
        self.assertFalse(requests.search([]))

    def test_the_index_that_makes_it_once_is_there(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'prepaid_request'"
        )
        indexes = " ".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("UNIQUE", indexes)
        self.assertIn("(company_id, user_id, key)", indexes)

    # === WHAT NOBODY CAN SEND === #

    def _post(self, body, mimetype="application/json", method=GOODWILL):
        answer = self.url_open(
            f"/json/2/{MODEL}/{method}",
            data=body,
            method="POST",
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": mimetype},
        )
        return answer.status_code, answer.json()

    def test_malformed_and_huge_bodies_are_refused(self):
        body = {"ids": self.contract.ids, "idempotency_key": "1"} | GIFT
        before = self._facts()
        for broken in ("{", "[]", '"text"', "7", "null", "\xff", "[" * 60_000, "{}x"):
            with self.subTest(body=broken[:9]):
                self.assertError(self._post(broken), 400, "malformed")
        huge = json.dumps(body | {"reason": "x" * BODY_MAX})
        self.assertError(self._post(huge), 413, "too_large")
        for mimetype in ("text/plain", "application/x-www-form-urlencoded"):
            answer = self._post(json.dumps(body), mimetype)
            self.assertError(answer, 415, "unsupported_media_type")
        self.assertError(self._post(""), 400, "key_missing")
        answer = self._post("9" * 5000)
        self.assertError(answer, 400, "malformed")
        self.assertEqual(self._facts(), before)

    def test_ids_are_a_list_with_one_contract(self):
        before = self._facts()
        for ids in ([], None, 7, "7", {}, [1, 2], ["1"], [True], [1.0], [None], [[1]]):
            with self.subTest(ids=ids):
                answer = self._do(GOODWILL, ids=ids, **GIFT)
                self.assertError(answer, 422, "invalid_argument")
        for ids in ([0], [-1], [10**12], [10**40]):
            with self.subTest(ids=ids):
                answer = self._do(GOODWILL, ids=ids, **GIFT)
                self.assertError(answer, 404, "not_found")
        answer = self._call("api_find", ids=self.contract.ids, name="x")
        self.assertError(answer, 422, "invalid_argument")
        self.assertEqual(self._facts(), before)

    def test_the_context_of_a_call_changes_nothing_but_its_language(self):
        for context in (
            {"prepaid_beyond": "goodwill"},
            {"lang": "xx_XX"},
            {"lang": ["fr_FR"]},
            {"default_kind": "purchase", "default_charge": "goodwill"},
            ["lang"],
            7,
        ):
            with self.subTest(context=context):
                answer = self._work(minutes=601, context=context)
                self.assertError(answer, 409, "credit_short")
        self.assertEqual(self._do(GOODWILL, context={"lang": 7}, **GIFT)[0], 200)

    def test_other_doors_keep_the_same_rights(self):
        """Python, XML-RPC and Odoo's own JSON-2 lead to the same methods."""
        contract = self.contract.with_user(self.technician)
        with self.assertRaises(Exception) as caught:
            contract.api_balance()
        self.assertEqual(caught.exception.code, "forbidden")
        contract = self.contract.with_user(self.machine)
        self.assertEqual(contract.api_balance()["balance"], 600)
        answer = contract.api_give_goodwill("one", 15, "Late")
        self.assertEqual(answer["balance"], 615)
        answer = contract.api_give_goodwill("one", 15, "Late")
        self.assertEqual((answer["balance"], contract.sudo().balance), (615, 615))
