import base64
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from . import call_files as files
from .call_files import asterisk
from .common import START
from .common_calls import CallCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestCallImport(CallCommon):
    """Calls become talks of their clients, and draw by the usual rules."""

    # === LOOKED AT FIRST === #

    def test_preview_tells_what_would_be_used_and_books_nothing(self):
        lines = self.env["account.analytic.line"].search_count([])
        upload = self._upload(self._call() + self._call(10, 90))
        self.assertEqual((upload.state, upload.ready_count), ("previewed", 2))
        self.assertEqual(sum(upload.record_ids.mapped("quantity")), 5)
        self.assertIn("5 min", upload.summary)
        self.assertIn("Azure", upload.summary)
        self.assertEqual(self.env["account.analytic.line"].search_count([]), lines)
        self.assertFalse(self._sessions())
        self.assertEqual(self.contract.balance, 600)

    def test_import_draws_and_keeps_each_call_as_a_settled_talk(self):
        upload = self._import(self._call())
        session = self._sessions()
        self.assertEqual(upload.state, "imported")
        self.assertEqual(session.state, "settled")
        self.assertEqual(session.external_ref, "1773133200.1")
        self.assertEqual(session.user_id, self.ada)
        self.assertEqual((session.worked_minutes, session.due_amount), (3, 3))
        self.assertFalse(session.invoice_id or session.hold_ids)
        line = session.timesheet_id
        self.assertEqual(line.prepaid_contract_id, self.contract)
        self.assertEqual(line.employee_id.user_id, self.ada)
        self.assertEqual(line.usage_type_id, self.phone)
        self.assertEqual(line.meter_started_at, datetime(2026, 3, 10, 9, 0))
        self.assertEqual(line.meter_seconds, 180)
        self.assertEqual(self.contract.balance, 597)
        self.assertFalse(self.contract._check_integrity())

    def test_what_was_foreseen_is_what_is_used(self):
        self._rate(self.plan, self.phone, step_minutes=15, free_minutes=5, factor=2)
        upload = self._upload(self._call() + self._call(10, 1000))
        foreseen = sum(upload.record_ids.mapped("quantity"))
        upload.action_import()
        self.assertEqual(foreseen, 30)
        self.assertEqual(self.contract.balance, 600 - foreseen)

    def test_business_hours_count_from_the_start_of_the_talk(self):
        self._rate(self.plan, self.phone, outside_factor=2)
        self.plan.calendar_id = self.env["resource.calendar"].create(
            {"name": "Days", "tz": "UTC", "company_id": self.company.id}
        )
        self.plan.calendar_id.attendance_ids.filtered(
            lambda period: period.hour_from < 12
        ).unlink()
        upload = self._upload(self._call())
        self.assertEqual(upload.record_ids.quantity, 6)
        upload.action_import()
        self.assertEqual(self.contract.balance, 594)

    def test_a_client_has_one_ticket_for_calls(self):
        self._import(self._call())
        self._import(self._call(10))
        self.assertEqual(len(self._sessions()), 2)
        self.assertEqual(len(self._sessions().task_id), 1)
        self.assertEqual(self._sessions().task_id.partner_id, self.client)

    def test_work_day_is_the_companys(self):
        """23:30 UTC is half past midnight of the next day in Paris."""
        late = self._call(
            start="2026-03-10 23:30:00", answer="2026-03-10 23:30:00", uid=""
        )
        self._import(late)
        self.assertEqual(str(self._sessions().timesheet_id.date), "2026-03-11")

    # === WHERE CREDIT ENDS === #

    def test_beyond_the_credit_calls_are_on_the_list_of_uncovered_work(self):
        self.plan.overdraft_policy = "block"
        upload = self._upload(self._call(0, 35400) + self._call(10, 3600))
        self.assertIn("50 min beyond the credit", upload.summary)
        upload.action_import()
        covered, left = self._sessions().sorted("started_at").timesheet_id
        self.assertEqual(covered.prepaid_contract_id, self.contract)
        self.assertFalse(left.prepaid_contract_id)
        self.assertEqual(left.prepaid_uncovered, "ready")
        self.assertEqual(self.contract.balance, 10)

    def test_a_contract_that_has_ended_is_named_as_usual(self):
        self.contract.date_end = "2026-02-28"
        self._import(self._call())
        line = self._sessions().timesheet_id
        self.assertFalse(line.prepaid_contract_id)
        self.assertTrue(line.prepaid_uncovered)

    def test_a_kind_of_talk_without_price_is_reviewed(self):
        plan = self._plan("Money", unit="money", currency_id=self.currency.id)
        self._rate(plan, self.usage_type, price_hour=60)
        self.contract.is_default = False
        self._contract(100, plan=plan)
        upload = self._upload(self._call())
        self.assertEqual(upload.record_ids.problem, "no_price")

    # === NOTHING TWICE === #

    def test_the_same_file_again_and_an_overlap_are_imported_once(self):
        self._import(self._call())
        again = self._upload(self._call())
        self.assertEqual(again.record_ids.problem, "duplicate")
        with self.assertRaises(UserError):
            again.action_import()
        overlap = self._import(self._call() + self._call(10))
        self.assertEqual(overlap.imported_count, 1)
        self.assertEqual(self.contract.balance, 594)

    def test_without_numbers_of_their_own_calls_are_known_in_any_zone(self):
        text = (
            "Start;From;To;Duration sec\n"
            "10/03/2026 09:00:00;0199007070;101;180\n"
            "13/03/2026 09:00:00;0199007070;101;180\n"
        )
        self._import(text)
        other_zone = self._upload(text, tz="Europe/Paris")
        self.assertEqual(
            other_zone.record_ids.mapped("problem"), ["duplicate", "duplicate"]
        )
        moved = text.replace("09:00", "10:00")
        other_export = self._upload(moved, tz="Europe/Paris")
        self.assertEqual(
            other_export.record_ids.mapped("problem"), ["duplicate", "duplicate"]
        )

    def test_equal_rows_are_asked(self):
        row = "10/03/2026 09:00:00;0199007070;101;180\n"
        text = "Start;From;To;Duration sec\n" + row * 2
        text += "13/03/2026 09:00:00;0199007070;101;180\n"
        upload = self._upload(text)
        doubt = upload.record_ids.filtered(lambda record: record.state == "review")
        self.assertEqual(doubt.problem, "equal")
        doubt.action_take()
        upload.action_import()
        self.assertEqual(self.contract.balance, 591)
        self.assertEqual(self._upload(text).ignored_count, 3)

    def test_a_talk_metered_over_the_interface_is_not_imported_again(self):
        self._import(self._call())
        self._sessions().external_ref = "1773133800.1"
        self.env["prepaid.call.record"].sudo().search([]).session_id = False
        record = self._upload(self._call(10)).record_ids
        self.assertEqual(record.problem, "duplicate")

    def test_what_waits_in_review_is_imported_later(self):
        upload = self._import(self._call() + self._call(10, src="0199007071"))
        self.assertEqual((upload.state, upload.imported_count), ("previewed", 1))
        upload.record_ids.filtered(
            lambda record: record.state == "review"
        ).partner_id = self.client
        upload.action_import()
        self.assertEqual((upload.state, upload.imported_count), ("imported", 2))

    # === FAULTS === #

    def test_one_fault_in_many_rows_and_nothing_is_kept(self):
        rows = [self._call(minute, uid="") for minute in range(40)]
        rows[20] = rows[20].replace(",180,180,", ",180,=cmd(),")
        upload = self._upload("".join(rows))
        self.assertEqual((upload.state, upload.fault_count), ("draft", 1))
        self.assertFalse(upload.record_ids)
        told = base64.b64decode(upload.fault_file).decode("utf-8-sig")
        self.assertIn("21,The duration is not written like the others.", told)
        self.assertIn("'=cmd()", told)
        upload.leave_out_faults = True
        upload.action_preview()
        self.assertEqual((upload.state, upload.call_count), ("previewed", 39))

    def test_columns_are_named_once(self):
        text = "a;b;c\n2026-03-10 09:00:00;0199007070;00:03:00\n"
        upload = self._upload(text)
        self.assertEqual(upload.state, "draft")
        self.assertIn("column", upload.message)
        for column, meaning in zip(
            upload.column_ids, ("start", "from", "talk"), strict=True
        ):
            column.meaning = meaning
        upload.action_preview()
        self.assertEqual(upload.state, "previewed")
        later = self._upload(text.replace("09:00", "10:00"))
        self.assertEqual(later.state, "previewed")

    def test_every_system_is_read_and_matched(self):
        self.ada.email = "ada@example.com"
        for name, text, ready in (
            ("3CX", files.REPORT_3CX, 1),
            ("3CX", files.CDR_3CX, 1),
            ("Microsoft Teams", files.pack(PSTN=files.TEAMS), 2),
            ("Twilio", files.TWILIO, 1),
            ("RingCentral", files.RINGCENTRAL, 1),
            ("Asterisk, FreePBX", asterisk(), 1),
        ):
            with self.subTest(system=name):
                upload = self._upload(text)
                self.assertEqual(upload.layout_name, name)
                count = upload.ready_count
                if name == "Twilio":
                    # Nobody of ours is named: a person says who.
                    count = upload.review_count
                self.assertEqual(count, ready)

    # === WHO MAY === #

    def test_technicians_and_other_companies_see_no_call(self):
        upload = self._upload(self._call())
        known = self.env["prepaid.call.known"]._remember(
            self.company, "number", "+331", is_ignored=True
        )
        rule = self.env["prepaid.call.rule"].create(
            {"company_id": self.company.id, "usage_type_id": self.phone.id}
        )
        layout = upload.layout_id
        stranger = self._far_manager()
        for record in (
            upload,
            upload.record_ids,
            layout,
            layout.column_ids[0],
            known,
            rule,
        ):
            for user in (self.technician, stranger):
                with self.subTest(model=record._name, user=user.login):
                    with self.assertRaises(AccessError):
                        record.sudo(False).with_user(user).read(["display_name"])
        with self.assertRaises(AccessError):
            upload.with_user(stranger).action_import()
        with self.assertRaises(AccessError):
            self._upload(self._call(), user=self.technician)

    def test_what_the_verbs_write_nobody_else_does(self):
        upload = self._upload(self._call())
        for record, vals in (
            (upload.record_ids, {"state": "imported"}),
            (upload.record_ids, {"minutes": 500}),
            (upload.record_ids, {"quantity": 0}),
            (upload, {"state": "imported"}),
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                record.write(vals)

    def test_nothing_of_another_company_is_chosen(self):
        upload = self._upload(self._call())
        company = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self._namesake(company_id=company.id)
        with self.assertRaises(UserError):
            upload.record_ids.partner_id = theirs
        with self.assertRaises(UserError):
            upload.company_id = company

    def test_what_is_imported_stays(self):
        upload = self._import(self._call())
        for verb in (
            upload.unlink,
            upload.action_preview,
            upload.record_ids.action_leave_out,
            lambda: upload.record_ids.write({"partner_id": self.visitor.id}),
            lambda: upload.write({"file": base64.b64encode(b"x")}),
        ):
            with self.assertRaises(UserError):
                verb()
        with self.assertRaises(UserError):
            upload.action_import()
        self.assertEqual(self.contract.balance, 597)
