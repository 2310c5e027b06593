from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_import_work import ImportWorkCommon
from .work_files import toggl


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestImportWorkProjects(ImportWorkCommon):
    """Work keeps its project where the client has one of that name here."""

    def _place(self, project, day=10, **answers):
        """Return (project, ticket) of a row of Azure's in a project of the file."""
        wizard = self._import(
            toggl({"project": project, "task": "Cable", "day": f"2026-03-{day}"}),
            **{"keeps_projects": True} | answers,
        )
        task = wizard.sudo().line_ids.task_id
        return task.project_id, task.name

    def test_work_goes_to_the_clients_project_of_that_name(self):
        net = self._project("Net", self.client)
        self.assertEqual(self._place("Net"), (net, "Cable"))
        self.assertEqual(self.contract.balance, 579)

    def test_without_the_answer_all_goes_to_one_project(self):
        self._project("Net", self.client)
        place = self._place("Net", keeps_projects=False)
        self.assertEqual(place, (self.support, "Net: Cable"))

    def test_what_is_no_project_of_the_client_or_two_is_not_guessed(self):
        self._project("Theirs", self.partner_b)
        self._project("Twice", self.client)
        self._project("Twice", self.client)
        hidden = self._project("Hidden", self.client)
        hidden.privacy_visibility = "followers"
        other = self.setup_other_company(name="Second Ltd")["company"]
        self._project("Abroad", self.client).company_id = other
        self._project("Untimed", self.client).allow_timesheets = False
        names = ("Theirs", "Twice", "Hidden", "Abroad", "Untimed", "net")
        for day, name in enumerate(names, 10):
            with self.subTest(project=name):
                place = self._place(name, day)
                self.assertEqual(place, (self.support, f"{name}: Cable"))

    def test_projects_and_tasks_of_one_name_are_not_mixed_up(self):
        """As pieye/toggl2clockify#14 tells it: only the clients differ."""
        ours = self._project("Social", self.client)
        theirs = self._project("Social", self.partner_b)
        row = {"project": "Social", "task": "Calendar"}
        other = {"client": self.partner_b.name, "begin": "10:00:00"}
        wizard = self._import(
            toggl(row, row | other | {"end": "10:21:00"}), keeps_projects=True
        )
        lines = wizard.sudo().line_ids
        self.assertEqual(
            {line.partner_id: line.project_id for line in lines},
            {self.client: ours, self.partner_b: theirs},
        )

    def test_a_project_of_a_site_is_the_clients(self):
        site = self.env["res.partner"].create(
            {"name": "Site", "parent_id": self.client.id}
        )
        net = self._project("Net", site)
        self.assertEqual(self._place("Net"), (net, "Cable"))
