"""What a read replica serves is never older than the question."""

from unittest.mock import Mock, patch

import psycopg2

from odoo.tests import BaseCase, tagged

from ..controllers import dataset, replica
from .common_routes import RouteMap

POSITION = "0/5000"
# They show what is the same for all, and nothing that somebody did.
OF_NO_CLIENT = {
    "prepaid_amount",
    "prepaid_cancel",
    "prepaid_keys",
    "prepaid_machine_other",
    "prepaid_openapi",
    "prepaid_pack_link",
    "prepaid_packs",
    "prepaid_plan",
    "prepaid_plan_link",
    "prepaid_plans",
    "prepaid_withdraw_ask",
    "portal_prepaid_session",
}
# They are opened by a link, and note that they were, or go on to pay.
WRITES = {"portal_prepaid_pay"}


class Cursor:
    """A cursor of a server that answers each question by the next of its answers."""

    def __init__(self, *answers, readonly=False):
        self.answers, self.readonly = [*answers], readonly
        self.queries, self.rollbacks = [], 0

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def execute(self, query, _parameters=None):
        self.queries.append(query)

    def fetchone(self):
        # The last answer stays.
        return [self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]]

    def rollback(self):
        self.rollbacks += 1


class Request:
    """A request of a page that was given a cursor."""

    def __init__(self, cursor, primary):
        self.env = self.registry = self
        self.cr, self.primary = cursor, primary

    def cursor(self):
        if self.primary is None:
            raise psycopg2.OperationalError("gone")
        return self.primary


class TestReplica(BaseCase):
    """When a page may be read from the replica."""

    def _ask(self, cursor, primary, host="replica"):
        """Tell whether a page may be read with the cursor."""
        with (
            patch.object(replica, "request", Request(cursor, primary)),
            patch.dict(replica.config.options, {"db_replica_host": host}),
        ):
            return replica.is_current(None, None, None)

    def test_a_page_is_read_from_a_replica_that_has_all_there_was(self):
        cursor, primary = Cursor(True, readonly=True), Cursor(POSITION)
        self.assertTrue(self._ask(cursor, primary))
        self.assertIn("flush_lsn", primary.queries[0])

    def test_a_page_waits_for_a_replica_that_is_a_moment_behind(self):
        cursor = Cursor(False, False, True, readonly=True)
        self.assertTrue(self._ask(cursor, Cursor(POSITION)))
        self.assertEqual(len(cursor.queries), 3)

    def test_a_page_is_read_from_the_primary_when_the_replica_is_too_far_behind(self):
        with patch.object(replica, "WAIT_SECONDS_MAX", 0):
            self.assertFalse(self._ask(Cursor(False, readonly=True), Cursor(POSITION)))

    def test_a_page_sees_what_was_replayed_while_it_waited(self):
        """Its transaction began before: it is begun anew each time."""
        cursor = Cursor(False, True, readonly=True)
        self._ask(cursor, Cursor(POSITION))
        self.assertEqual(cursor.rollbacks, len(cursor.queries))

    def test_pages_are_read_from_the_replica_while_the_primary_is_gone(self):
        self.assertTrue(self._ask(Cursor(False, readonly=True), None))

    def test_nobody_is_asked_where_there_is_no_replica(self):
        for cursor, host in (
            (Cursor(False, readonly=True), None),
            (Cursor(False, readonly=False), "replica"),
        ):
            self.assertTrue(self._ask(cursor, None, host))
            self.assertFalse(cursor.queries)

    def _ask_office(self, model, is_readonly=True):
        """Tell whether a call of the web client may be read from a replica behind."""
        asked = {"params": {"model": model, "method": "web_read"}}
        request = Mock(get_json_data=lambda: asked)
        controller = dataset.PrepaidDataSet()
        with (
            patch.object(dataset, "request", request),
            patch.object(dataset, "is_current", return_value=False),
            patch.object(controller, "_call_kw_readonly", return_value=is_readonly),
        ):
            return controller._is_readonly(None, None)

    def test_forms_of_our_models_show_what_their_buttons_did(self):
        self.assertFalse(self._ask_office("prepaid.contract"))
        self.assertTrue(self._ask_office("res.partner"))
        self.assertFalse(self._ask_office("prepaid.contract", is_readonly=False))


@tagged("post_install", "-at_install")
class TestReplicaRoutes(RouteMap):
    """Each of our pages that only shows says so."""

    def test_what_shows_is_read_from_the_replica_and_current(self):
        routes = {
            rule.endpoint.func.__name__: rule.endpoint.routing
            for rule in self._get_rules()
            if "prepaid" in rule.rule
        }
        self.assertIn("portal_prepaid_statement", routes)
        for name, routing in routes.items():
            is_page = "POST" not in (routing["methods"] or ["GET"])
            if is_page and name not in WRITES and routing["type"] == "http":
                self.assertTrue(routing["readonly"], name)
            if routing["readonly"] is True:
                self.assertIn(name, OF_NO_CLIENT)
