from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_machine import MODEL, MachineCommon

NOT_THERE = ("x", "balance/", "balance/1", "Balance", "find%00", "%F0%9F%92%A7")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMachinePaths(MachineCommon):
    """Whatever is sent to a path of the API is answered in JSON, with a code."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.http"))

    def _reach(self, path, method="POST", key=None, data=None, **headers):
        """Send to a path of JSON-2; return the response."""
        if key:
            headers["Authorization"] = f"Bearer {key}"
        path = f"/json/2/{path}"
        return self.url_open(path, method=method, data=data, headers=headers)

    def _assert_told(self, response, status, code):
        self.assertEqual(
            response.headers["Content-Type"].split(";")[0], "application/json"
        )
        self.assertError((response.status_code, response.json()), status, code)

    def test_a_method_is_called_by_post_only(self):
        for name in ("api_balance", "api_log_work", "api_x"):
            for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
                for key in (self.key, None)[: 1 if method == "OPTIONS" else 2]:
                    with self.subTest(name=name, method=method, key=bool(key)):
                        answer = self._reach(f"{MODEL}/{name}", method, key)
                        self._assert_told(answer, 405, "method_not_allowed")
                        self.assertEqual(answer.headers["Allow"], "POST")
        answer = self._reach(f"{MODEL}/api_balance", "HEAD")
        self.assertEqual((answer.status_code, answer.content), (405, b""))

    def test_a_name_that_is_not_there_is_told_to_who_has_a_key(self):
        for name in NOT_THERE:
            with self.subTest(name=name):
                answer = self._reach(f"{MODEL}/api_{name}", key=self.key)
                self._assert_told(answer, 404, "unknown_method")
                answer = self._reach(f"{MODEL}/api_{name}")
                self._assert_told(answer, 401, "unauthorized")

    def test_a_wrong_body_is_told_whatever_the_name(self):
        for name in ("api_balance", "api_x"):
            path = f"{MODEL}/{name}"
            json_ = {"Content-Type": "application/json"}
            answer = self._reach(path, key=self.key, data="x=1")
            self._assert_told(answer, 415, "unsupported_media_type")
            answer = self._reach(path, key=self.key, data="{", **json_)
            self._assert_told(answer, 400, "malformed")
            answer = self._reach(path, key=self.key, data=" " * 70_000, **json_)
            self._assert_told(answer, 413, "too_large")
            answer = self._reach(path, data="{", **json_)
            self._assert_told(answer, 401, "unauthorized")

    def test_what_is_of_odoo_stays_with_odoo(self):
        for path, method, status in (
            (f"{MODEL}/search_read", "POST", 403),
            (f"{MODEL}/read", "GET", 404),
            (f"{MODEL}/apix", "POST", 404),
            ("res.partner/api_x", "POST", 404),
            ("res.partner/api_x", "GET", 404),
            (MODEL, "GET", 404),
        ):
            with self.subTest(path=path, method=method):
                answer = self._reach(path, method, self.key)
                self.assertEqual(answer.status_code, status)
                self.assertNotIn("code", answer.json())

    def test_the_description_is_json_by_any_method(self):
        for method in ("GET", "POST"):
            answer = self.url_open("/prepaid/openapi.json", method=method)
            self.assertEqual(answer.json()["openapi"], "3.1.0")
