import io
import zipfile
from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon

MODULE = "sale_timesheet_prepaid"
# What is worked of 600 minutes to come to a level.
LEVELS = {"none": 0, "low": 500, "used_up": 600, "overdrawn": 661}
YEAR = (date(2026, 1, 1), TODAY)


def get_states(record, name="state"):
    """Return the values of a selection with their words."""
    return dict(record._fields[name]._description_selection(record.env))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestStatesRendered(PortalCommon):
    """Each state of each model, on each page, mail and sheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"overdraft_policy": "allow", "overdraft_alert_percent": 110})
        cls.contract.write({"low_threshold": 120, "shares_balance": True})
        site = cls.env["res.partner"].create(
            {"name": "Azure Ghent", "is_company": True, "parent_id": cls.client.id}
        )
        contact = cls.env["res.partner"].create({"name": "Sam", "parent_id": site.id})
        cls.sam = cls._portal("sam", contact)
        cls.user.group_ids += cls.env.ref("base.group_allow_export")
        cls.env["website"].search([]).company_id = cls.company
        cls.shared_url = f"/my/prepaid/shared/{cls.contract.id}"

    def setUp(self):
        super().setUp()
        self._as(self.ann)

    # === HELPERS === #

    def assertRendered(self, url, *texts, is_shown=True):
        """Open a page; what is not for clients sends them to their pages."""
        self.env.flush_all()
        response = self._get(url)
        if not is_shown:
            self.assertIn("/my", response.headers["Location"])
            return
        self.assertEqual(response.status_code, 200, url)
        for text in texts:
            self.assertIn(str(text), response.text)

    def assertSheets(self, *texts):
        """Take the statement away in each form, and look for texts in it."""
        period = "date_from={}&date_to={}".format(*YEAR)
        self._book_before()
        self.assertRendered(f"{self.url}/statement?{period}", *texts)
        self.assertRendered(f"{self.url}/statement.csv?{period}", *texts)
        book = self._get(f"{self.url}/statement.xlsx?{period}").content
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            written = "".join(
                parts.read(name).decode()
                for name in parts.namelist()
                if name.startswith("xl/") and name.endswith(".xml")
            )
        paper = self._print()
        for text in texts:
            self.assertIn(text, written)
            self.assertIn(text, paper)

    def _book_before(self):
        """Let what this second booked be over: a statement leaves it out until then."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE prepaid_entry SET create_date = '2026-01-01'")
        self.env.invalidate_all()

    def _print(self):
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            f"{MODULE}.prepaid_statement_action_report",
            self.contract.ids,
            data=self.contract.sudo()._prepare_statement_report_data(*YEAR),
        )
        return html.decode()

    def _each_level(self):
        """Bring the contract to each level, and back."""
        for level, words in get_states(self.contract, "alert_level").items():
            with self.subTest(level), self.env.cr.savepoint() as savepoint:
                if LEVELS[level]:
                    self._log(LEVELS[level])
                self.assertEqual(self.contract.alert_level, level)
                yield level, words
                savepoint.rollback()
            self.env.invalidate_all()

    # === LEVELS === #

    def test_each_level_on_the_clients_pages_and_sheets(self):
        for level, _words in self._each_level():
            label, colour = self.contract._get_client_level(level)
            badge = f'text-bg-{colour}">{label}'
            self.assertRendered("/my/prepaid", badge)
            self.assertRendered(self.url, label, f'data-level="{level}"')
            self.assertEqual(self._balance()["level"], level)
            self.assertRendered(f"{self.url}/notices", self.contract.name)
            self.assertRendered(f"{self.url}/top-up", self.contract.name)
            self.assertSheets("Closing balance")
            balance = self.contract._format_quantity(self.contract.balance)
            self.assertRendered(f"{self.url}/statement", balance)

    def test_each_level_on_the_pages_of_those_it_is_shared_with(self):
        self._as(self.sam)
        for level, _words in self._each_level():
            label, colour = self.contract._get_client_level(level)
            self.assertRendered("/my/prepaid", f'text-bg-{colour}">{label}')
            self.assertRendered(self.shared_url, label, f'data-level="{level}"')

    def test_each_level_in_exports_and_on_the_meter(self):
        meter = self.env["prepaid.meter"].with_user(self.technician)
        for level, words in self._each_level():
            data = self.contract.with_user(self.user).export_data(["alert_level"])
            self.assertEqual(data["datas"], [[words]])
            self.assertEqual(self.task.prepaid_alert_level, level)
            running = meter.new({"task_id": self.task.id})
            self.assertEqual(running._get_credit()["level"], level)

    def test_each_level_has_its_mail(self):
        for level, _words in self._each_level():
            if level != "none":
                self.contract.sudo()._notify_level()
                message = self.contract.message_ids.filtered("subject")
                self.assertIn(self.contract.name, message.subject)
                self.assertIn(self.contract.name, message.body)
                self.assertIn(self.contract.name, self.contract.activity_ids.summary)

    def test_each_mail_at_each_level(self):
        templates = self.env["mail.template"].search([])
        templates = templates.filtered(
            lambda template: (
                template.model == "prepaid.contract"
                and template.get_external_id()[template.id].startswith(MODULE)
            )
        ).with_context(prepaid_grants=self.contract.grant_ids)
        self.assertGreaterEqual(len(templates), 7)
        for _level, _words in self._each_level():
            for template in templates:
                mail = template._generate_template(
                    self.contract.ids, ("subject", "body_html")
                )[self.contract.id]
                self.assertIn(self.contract.name, mail["subject"] + mail["body_html"])

    # === STATES === #

    def test_each_state_of_a_contract_on_the_clients_pages(self):
        for state in get_states(self.contract):
            with self.subTest(state):
                self.contract.state = state
                words = self.contract._get_client_state()
                for url in ("/my/prepaid", self.url):
                    self.assertRendered(url, f">{words}</span>")
                self.assertRendered(f"{self.url}/top-up", is_shown=state != "closed")
                self.assertSheets("Opening balance")

    def test_each_state_of_a_grant_on_the_contracts_page(self):
        grants = self._make_grants() | self.contract.grant_ids
        self.assertEqual(set(grants.mapped("state")), set(get_states(grants)))
        words = {grant._get_client_state() for grant in grants}
        self.assertEqual(len(words), len(get_states(grants)))
        self.assertRendered(self.url, *words)

    def _make_grants(self):
        """Return grants that were used, lapsed, taken back, and one for later."""
        pending, used, lapsed, void = (
            self._grant(self.contract, 10, name=name, **over)
            for name, over in (
                ("Later", {"date": "2026-05-01"}),
                ("Gone", {"priority": 1}),
                ("Old", {"date_expiry": "2026-02-01"}),
                ("Back", {}),
            )
        )
        self._log(10)
        lapsed._expire()
        void._void(10_000)
        return pending | used | lapsed | void

    def test_each_kind_of_grant_and_entry_on_pages_and_sheets(self):
        grants = self.contract.grant_ids
        for kind in get_states(grants, "kind"):
            grants |= self._grant(self.contract, 5, kind=kind)
        kinds = {grant._get_client_kind() for grant in grants}
        self._make_grants()
        other = self._contract(plan=self._plan("Projects"), is_default=False)
        self.contract.sudo()._transfer(other.sudo(), 5, "Moved")
        self.env["prepaid.contract.correct"].create(
            {
                "contract_id": self.contract.id,
                "direction": "take",
                "quantity": 5,
                "reason": "Typo",
            }
        ).action_apply()
        for charge in ("goodwill", "included"):
            self._log(15, prepaid_charge=charge)
        self._log(1200)
        self._grant(self.contract, 60)
        entries = self.contract.entry_ids
        self.assertEqual(set(entries.mapped("kind")), set(get_states(entries, "kind")))
        told = entries.filtered(lambda entry: entry.kind != "settle")
        words = {entry._get_client_label() for entry in told}
        self.assertLessEqual({*kinds, "Offered", "Included"}, words)
        self.assertRendered(self.url, *words - {"Work"})
        self.assertSheets(*words - {"Work"})

    def test_each_state_of_an_approval_on_its_page(self):
        approval = self.env["prepaid.approval"].create(
            {
                "name": "Restore the backup",
                "contract_id": self.contract.id,
                "task_id": self.task.id,
                "quantity": 60,
            }
        )
        words = {
            "asked": "Approve up to",
            "approved": "Approved by",
            "refused": "Refused by",
            "withdrawn": "withdrawn",
        }
        for state in get_states(approval):
            with self.subTest(state):
                approval.sudo().state = state
                is_shown = state != "draft"
                told = is_shown and words[state]
                self.assertRendered(approval.access_url, told, is_shown=is_shown)
                self.assertRendered(self.url)

    def test_each_state_of_an_agreement_on_its_page(self):
        self.contract.with_user(self.user).action_send_agreement()
        agreement = self.contract.agreement_ids
        words = {"sent": "draw your signature", "signed": "Signed by"}
        for state in get_states(agreement):
            with self.subTest(state):
                agreement.sudo().state = state
                is_shown = state != "withdrawn"
                told = is_shown and words[state]
                self.assertRendered(agreement.access_url, told, is_shown=is_shown)
                self.assertRendered(self.url)
                html, _type = self.env["ir.actions.report"]._render_qweb_html(
                    f"{MODULE}.prepaid_agreement_action_report", agreement.ids
                )
                self.assertIn(agreement.name, html.decode())

    def test_a_colleague_reads_that_an_agreement_waits_for_the_client(self):
        self.contract.with_user(self.user).action_send_agreement()
        self._as(self.user)
        url = self.contract.agreement_ids.access_url
        self.assertRendered(url, "Not signed yet")

    def test_each_state_of_a_question_on_its_page(self):
        entry = self._log(30).sudo().prepaid_entry_ids
        dispute = self.env["prepaid.dispute"].sudo()
        dispute = dispute._ask(entry, self.colleague, "Why so long?")
        for state, words in get_states(dispute).items():
            with self.subTest(state):
                dispute.state = state
                badge = f"text-bg-{dispute._get_client_colour()}"
                self.assertRendered(dispute.access_url, "Why so long?", words, badge)
                self.assertRendered(self.url, words, badge)
                self.assertSheets(words)

    def test_each_state_of_a_refill_says_what_it_waits_for(self):
        refill = self.env["prepaid.refill"].sudo()
        refill = refill.create({"contract_id": self.contract.id, "mode": "activity"})
        for state, words in get_states(refill).items():
            with self.subTest(state):
                refill.state = state
                told = refill.with_user(self.user).export_data(["state", "status_text"])
                self.assertEqual(told["datas"][0][0], words)
                self.assertTrue(told["datas"][0][1])

    def test_a_refill_is_named_by_the_companys_day(self):
        self.company.partner_id.tz = "Pacific/Kiritimati"
        refill = self.env["prepaid.refill"].sudo()
        refill = refill.create({"contract_id": self.contract.id, "mode": "activity"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE prepaid_refill SET create_date = '2026-03-16 12:00'"
        )
        self.env.invalidate_all()
        self.assertEqual(
            refill.display_name, f"Refill of {self.contract.name}, 17 March"
        )
