from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import START
from .common_page import PageCommon

READ = ("", "/state", "/talk.ics", "/move")
WRITTEN = (
    "start",
    "pause",
    "stop",
    "cancel",
    "absent",
    "no_show",
    "extend",
    "move/save",
)
SECRET = "Zanzibar"
UNGUESSED = 987_654


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestSessionIsolation(PageCommon):
    """No page, state, file or verb of a session for strangers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitor.name = SECRET
        cls.offer.name = f"{SECRET} talk"
        cls.vera = cls._portal("vera", cls.visitor)
        other = cls._setup_other_company()
        cls.strangers = {
            "nobody": None,
            "another client": cls.bob,
            "another technician": cls.other_technician,
            "a colleague without rights": new_test_user(
                cls.env,
                "prepaid_colleague",
                groups="base.group_user",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            ),
            "an approver of another company": cls._user(
                "boss_elsewhere",
                "hr_timesheet.group_hr_timesheet_approver",
                company=other,
            ),
        }

    @classmethod
    def _setup_other_company(cls):
        return cls.env["res.company"].create({"name": "Elsewhere"})

    def setUp(self):
        super().setUp()
        self.running = self._running(talked=7)

    def _facts(self):
        self.env.invalidate_all()
        session = self.running
        return session.state, session.meter_id.state, session.planned_minutes

    def test_strangers_read_nothing_whatever_they_send(self):
        for who, user in self.strangers.items():
            self._as(user)
            for path in READ:
                tokens = ["", "forged"]
                # A colleague who was forwarded the link acts for no client.
                if user and user._is_internal():
                    tokens.append(self.running.access_token)
                for token in tokens:
                    with self.subTest(who=who, path=path, token=token):
                        url = self._url(self.running, path, access_token=token)
                        real = self._get(url)
                        missing = self._get(
                            f"/my/session/{UNGUESSED}{path}?access_token={token}"
                        )
                        self.assertNotIn(SECRET, real.text)
                        self.assertEqual(real.status_code, missing.status_code)
                        self.assertEqual(
                            real.headers.get("Location"),
                            missing.headers.get("Location"),
                        )

    def test_strangers_change_nothing(self):
        before = self._facts()
        for who, user in self.strangers.items():
            self._as(user)
            for verb in WRITTEN:
                with self.subTest(who=who, verb=verb):
                    answer = self._do(
                        self.running, verb, access_token="forged", minutes="15"
                    )
                    self.assertNotIn(SECRET, answer.text)
                    self.assertEqual(self._facts(), before)

    def test_what_writes_is_not_asked_by_an_address(self):
        before = self._facts()
        for verb in WRITTEN:
            answer = self._get(self._url(self.running, f"/{verb}"))
            self.assertIn(answer.status_code, (404, 405), verb)
        self.assertEqual(self._facts(), before)

    def test_what_writes_needs_the_forms_token(self):
        before = self._facts()
        for verb in WRITTEN:
            answer = self.url_open(
                f"/my/session/{self.running.id}/{verb}",
                data={"access_token": self.running.access_token, "minutes": "15"},
                allow_redirects=False,
            )
            self.assertEqual(answer.status_code, 400, verb)
        self.assertEqual(self._facts(), before)

    def test_the_client_runs_no_clock(self):
        before = self._facts()
        for verb in ("start", "pause", "no_show"):
            self._do(self.running, verb)
            self.assertEqual(self._facts(), before)

    def test_a_colleague_of_the_client_with_a_login_sees_the_talk(self):
        self._as(self.vera)
        self.assertIn(SECRET, self._page(self.running, access_token=""))

    def test_no_verb_fits_a_state_that_is_over(self):
        session = self.running
        session._stop("client")
        self._collect()
        for verb in ("stop", "cancel", "absent", "extend", "move/save"):
            self._do(session, verb, minutes="15", length="15", percent="0")
            self.assertEqual(session.state, "settled", verb)

    def test_only_known_lengths_are_added(self):
        for minutes in ("", "0", "-15", "1e9", "16"):
            self._do(self.running, "extend", minutes=minutes, length="15")
            self.assertEqual(self.running.planned_minutes, 15)

    def test_a_draft_has_no_page(self):
        draft = self.sessions._book(
            self.offer, self.technician, self.visitor, START + timedelta(days=1), 15
        )
        self.env.flush_all()
        answer = self._get(self._url(draft))
        self.assertEqual(answer.headers["Location"].split("?")[0][-3:], "/my")

    def test_the_guest_of_a_call_needs_no_login(self):
        self.env.flush_all()
        url = self.running.event_id.videocall_location.split("//", 1)[1].split("/", 1)[
            1
        ]
        answer = self.url_open(f"/{url}")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("/chat/", answer.url + "".join(r.url for r in answer.history))
