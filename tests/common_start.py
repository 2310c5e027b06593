from lxml import etree

from odoo.fields import Domain
from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from .common import PrepaidCommon


class StartCommon(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["prepaid.contract"].search([]).state = "closed"
        cls.reader = cls._user("auditor", "account.group_account_readonly")
        cls.colleague = new_test_user(
            cls.env, "prepaid_colleague", groups="base.group_user"
        )
        cls.stranger = new_test_user(
            cls.env, "prepaid_stranger", groups="base.group_portal"
        )

    def _start(self, user, company=None):
        page = self.env["prepaid.start"].with_user(user)
        return page.with_company(company or self.company)

    def _get_counts(self, user, whose="all"):
        data = self._start(user).get_contracts(whose)
        figures = data["figures"] + data["waiting"]
        return {figure["key"]: figure["count"] for figure in figures}

    def _find_shown(self, action, user):
        """Return the records that an action shows, with the filters that are set."""
        model = self.env[action["res_model"]].with_user(user)
        domain = Domain(self._evaluate(action["domain"] or [], user))
        view_id = action["search_view_id"] and action["search_view_id"][0]
        arch = etree.fromstring(model.get_view(view_id, "search")["arch"])
        groups = [[]]
        for node in arch.iter("filter", "separator"):
            if node.tag == "separator":
                groups.append([])
            elif action["context"].get(f"search_default_{node.get('name')}"):
                groups[-1].append(Domain(self._evaluate(node.get("domain"), user)))
        picked = [group for group in groups if group]
        set_filters = [key for key in action["context"] if key.startswith("search_")]
        self.assertEqual(sum(map(len, picked)), len(set_filters), set_filters)
        return model.search(domain & Domain.AND(map(Domain.OR, picked)))

    @staticmethod
    def _evaluate(domain, user):
        return (
            safe_eval(domain, {"uid": user.id}) if isinstance(domain, str) else domain
        )
