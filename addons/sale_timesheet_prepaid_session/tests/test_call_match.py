from odoo.tests import freeze_time, tagged

from .common import START
from .common_calls import CallCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestCallMatch(CallCommon):
    """Whose a call is and who talked: found, remembered or asked, never guessed."""

    def test_numbers_are_found_however_they_are_written(self):
        self.assertEqual(self.client.phone_sanitized, "+33199007070")
        for place, text in enumerate(
            ("+33199007070", "0033199007070", "0199007070", "01 99 00 70 70")
        ):
            with self.subTest(number=text):
                upload = self._upload(self._call(place, src=text))
                self.assertEqual(upload.record_ids.partner_id, self.client)
        dialled = self._call(
            9, src="101", dst="00199007070", channel="SIP/101-1", peer="SIP/t-1"
        )
        record = self._upload(dialled, prefix="0").record_ids
        self.assertEqual((record.partner_id, record.direction), (self.client, "out"))

    def test_nothing_is_guessed(self):
        twin = self._namesake()
        archived = self._namesake(name="Gone", phone="0199007072", active=False)
        for number, problem, candidates in (
            ("0199007070", "shared_number", self.client | twin),
            ("0199007071", "unknown_number", self.env["res.partner"]),
            ("0199007072", "archived_number", archived),
            ("anonymous", "withheld", self.env["res.partner"]),
            ("+3319900xxxx", "masked", self.env["res.partner"]),
        ):
            with self.subTest(problem=problem):
                record = self._upload(self._call(src=number)).record_ids
                self.assertEqual((record.state, record.problem), ("review", problem))
                self.assertEqual(record.candidate_ids, candidates)
                self.assertFalse(record.partner_id)

    def test_two_contacts_of_one_client_are_that_client(self):
        self._namesake(is_company=False, parent_id=self.client.id)
        record = self._upload(self._call()).record_ids
        self.assertEqual(record.partner_id, self.client)

    def test_a_choice_holds_for_all_calls_of_the_number_and_for_later_files(self):
        text = self._call(src="0199007071") + self._call(10, src="0199007071")
        upload = self._upload(text)
        upload.record_ids[0].partner_id = self.client
        self.assertEqual(upload.record_ids.mapped("state"), ["ready", "ready"])
        upload.action_import()
        later = self._upload(self._call(20, src="0199007071"))
        self.assertEqual(later.record_ids.partner_id, self.client)

    def test_an_extension_is_learned_once(self):
        upload = self._upload(self._call(peer="SIP/105-1", dst="105"))
        self.assertEqual(upload.record_ids.problem, "unknown_agent")
        upload.record_ids.user_id = self.other_technician
        self.assertEqual(upload.record_ids.state, "ready")
        later = self._upload(self._call(10, peer="SIP/105-1", dst="105"))
        self.assertEqual(later.record_ids.user_id, self.other_technician)

    def test_who_is_no_employee_cannot_have_talked(self):
        record = self._upload(self._call()).record_ids
        record.user_id = self.accountant
        self.assertEqual((record.state, record.problem), ("review", "no_employee"))

    def test_a_number_of_no_client_is_no_work_from_then_on(self):
        record = self._upload(self._call(src="0199007071")).record_ids
        record.action_no_client()
        self.assertEqual((record.state, record.problem), ("ignored", "no_client"))
        later = self._upload(self._call(10, src="0199007071")).record_ids
        self.assertEqual(later.state, "ignored")

    def test_staff_who_call_from_outside_are_among_ourselves(self):
        self.ada.partner_id.phone = "0199007075"
        record = self._upload(self._call(src="0199007075")).record_ids
        self.assertEqual(record.problem, "internal")

    def test_kind_of_talk_by_the_first_rule_that_fits(self):
        rules = self.env["prepaid.call.rule"].with_user(self.user)
        rules.create(
            {"number": "+331990", "agent": "101", "usage_type_id": self.usage_type.id}
        )
        rules.create({"direction": "in", "usage_type_id": self.phone.id})
        record = self._upload(self._call()).record_ids
        self.assertEqual(record.usage_type_id, self.usage_type)

    def test_calls_under_half_a_minute_are_no_work(self):
        record = self._upload(self._call(0, 29)).record_ids
        self.assertEqual((record.state, record.problem), ("ignored", "short"))
