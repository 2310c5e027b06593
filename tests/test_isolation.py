import re

from odoo.http import Request
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .common_routes import SECRET, RoutesCommon

# What an anonymous visitor may ask for without an id; checked for secrets all the same.
OPEN_ROUTES = {"/prepaid", "/prepaid/packs", "/prepaid/<string:slug>"}
# What it says is on the visitor's own cart.
OPEN_ROUTES |= {"/shop/prepaid/automatic", "/shop/prepaid/begin"}
# It mails the buyer of an order, and says the same to everybody.
OPEN_ROUTES |= {"/prepaid/withdraw", "/prepaid/withdraw/send"}
# What an amount of a published pack buys, to whoever reads its page.
OPEN_ROUTES |= {"/shop/prepaid/amount"}
# They lead to what is published here, and to nothing else.
OPEN_ROUTES |= {"/p/<int:pack_id>", "/p/plan-<int:plan_id>"}
# Describes the methods for machines; it is the same for everybody.
OPEN_ROUTES |= {"/prepaid/openapi.json"}
# Where anybody cancels: they know what was typed, or what a signed link is of.
OPEN_ROUTES |= {"/prepaid/cancel", "/prepaid/cancel/check", "/prepaid/cancel/send"}
OPEN_ROUTES |= {"/prepaid/cancel/link", "/prepaid/cancel/confirm"}
# What anybody checks signatures with.
OPEN_ROUTES |= {"/prepaid/keys.json"}
# Makes a sheet of the figures that a colleague's browser sends: it reads no record.
SESSION_ROUTES = {"/web/pivot/export_xlsx"}
UNGUESSED = 987_654


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestIsolation(RoutesCommon):
    """Every route of the addon, found in the routing map, gives strangers nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strangers = {
            None: None,
            "portal user": cls._portal_user("prepaid_other", cls.partner_a),
            "colleague without rights": new_test_user(
                cls.env, "prepaid_colleague", groups="base.group_user"
            ),
        }

    def _ask(self, rule, path):
        """Return (status, text, where to) of what a visitor gets."""
        if rule.endpoint.routing["type"] == "jsonrpc":
            answer = self.url_open(
                path, json={"jsonrpc": "2.0", "method": "call", "params": {}}
            )
        elif "GET" in (rule.methods or {"GET"}):
            answer = self.url_open(path, allow_redirects=False)
        else:
            answer = self.url_open(
                path, {"csrf_token": Request.csrf_token(self)}, allow_redirects=False
            )
        where = answer.headers.get("Location", "").split("?")[0]
        return answer.status_code, answer.text, where

    def test_no_route_tells_strangers_anything(self):
        for rule in self._get_rules():
            for who, user in self.strangers.items():
                self.authenticate(user and user.login, user and user.login)
                for query in ("", "?access_token=forged", "?access_token="):
                    with self.subTest(route=rule.rule, visitor=who, query=query):
                        answer = self._ask(rule, self._build(rule) + query)
                        self.assertNotIn(SECRET, answer[1])

    def test_the_client_itself_is_told(self):
        """What strangers do not get is there: the tests above could fail."""
        self._portal_user("prepaid_own", self.client)
        self.authenticate("prepaid_own", "prepaid_own")
        told = [
            rule.rule
            for rule in self._get_rules()
            if SECRET in self._ask(rule, self._build(rule))[1]
        ]
        self.assertGreaterEqual(len(told), 10, told)

    def test_no_route_tells_whether_a_record_exists(self):
        for rule in self._get_rules():
            if not {name for name in rule.arguments if name.endswith("_id")}:
                continue
            others = {name: UNGUESSED for name in rule.arguments if "_id" in name}
            for who, user in self.strangers.items():
                self.authenticate(user and user.login, user and user.login)
                with self.subTest(route=rule.rule, visitor=who):
                    real = self._ask(rule, self._build(rule))
                    missing = self._ask(rule, self._build(rule, **others))
                    self.assertEqual(real[0], missing[0])
                    self.assertEqual(self._blur(real[2]), self._blur(missing[2]))

    @staticmethod
    def _blur(where):
        return re.sub(r"\d+", "#", where)

    def test_routes_with_records_need_a_session_or_a_token(self):
        for rule in self._get_rules():
            if rule.rule in SESSION_ROUTES:
                self.assertEqual(rule.endpoint.routing["auth"], "user")
            elif rule.endpoint.routing["type"] == "prepaid_machine":
                # Whoever does not call by POST is told so, and nothing else.
                auth = "bearer" if "POST" in rule.methods else "public"
                self.assertEqual(rule.endpoint.routing["auth"], auth)
            elif rule.rule in OPEN_ROUTES or "/my/" not in rule.rule:
                self.assertIn(rule.rule, OPEN_ROUTES)

    def test_what_only_reads_is_readonly(self):
        for rule in self._get_rules():
            routing = rule.endpoint.routing
            writes = rule.rule.endswith(
                (
                    "/answer",
                    "/sign",
                    "/save",
                    "/send",
                    "/unsubscribe",
                    "/agree",
                    "/revoke",
                    "/pay",
                    "/later",
                    "/schedule/change",
                    "/reorder",
                    "/order",
                    "/shop/prepaid/automatic",
                    "/begin",
                    "/cancel/confirm",
                    "/personal/ask",
                    "/rest",
                )
            )
            with self.subTest(route=rule.rule):
                self.assertNotEqual(bool(routing.get("readonly")), writes)

    def test_what_writes_by_form_needs_the_forms_token(self):
        self.authenticate("prepaid_other", "prepaid_other")
        for rule in self._get_rules():
            # What machines call takes a key, never a browser's session.
            is_machine = rule.endpoint.routing["auth"] == "bearer"
            if is_machine or "POST" not in (rule.methods or ()):
                continue
            with self.subTest(route=rule.rule):
                self.assertTrue(rule.endpoint.routing.get("csrf", True))
                answer = self.url_open(self._build(rule), {"reason": "x"})
                self.assertEqual(answer.status_code, 400)

    def test_a_token_opens_its_own_record_only(self):
        other = self._contract(60, client=self.partner_b)
        other._portal_ensure_token()
        self.authenticate(None, None)
        answer = self.url_open(
            f"/my/prepaid/{self.contract.id}?access_token={other.access_token}"
        )
        self.assertNotIn(SECRET, answer.text)

    def test_the_rights_of_models_hold_without_a_page(self):
        models = ("contract", "grant", "entry", "approval", "agreement", "dispute")
        for name in models:
            Model = self.env[f"prepaid.{name}"]
            self.assertTrue(Model.sudo().search_count([]))
            user = self.strangers["portal user"]
            with self.subTest(model=name):
                self.assertFalse(Model.with_user(user).search([]))
