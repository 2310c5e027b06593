from .common import PrepaidCommon


class ScopeCommon(PrepaidCommon):
    """A contract, two kinds of work, two projects, and credit for some of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        name = "sale_timesheet_prepaid.prepaid_usage_type_"
        cls.remote, cls.onsite = (
            cls.env.ref(f"{name}remote"),
            cls.env.ref(f"{name}onsite"),
        )
        cls.website = cls._project("Website", cls.client)
        cls.site_ticket = cls._task("New menu", cls.website)
        cls.contract = cls._contract()

    @classmethod
    def _scope(cls, quantity, usage_types=None, projects=None, contract=None, **over):
        """Grant credit for kinds of work, in projects."""
        scope = {
            "usage_type_ids": usage_types and usage_types.ids,
            "project_ids": projects and projects.ids,
        }
        scope = {name: ids for name, ids in scope.items() if ids}
        return cls._grant(contract or cls.contract, quantity, **scope, **over)

    def _work_of(self, minutes, usage_type, task=None, **over):
        usage = {"usage_type_id": usage_type.id if usage_type else False}
        return self._log(minutes, task=task, **usage, **over)

    def _set(self, line, minutes):
        line.unit_amount = minutes / 60

    def _retype(self, line, usage_type):
        line.usage_type_id = usage_type

    def _move(self, line, ticket):
        line.write({"task_id": ticket.id, "project_id": ticket.project_id.id})

    def assertLeft(self, *left):
        grants = self.contract.sudo().grant_ids.sorted("id")
        self.assertEqual(tuple(grants.mapped("remaining")), left)
