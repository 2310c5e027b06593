from collections import defaultdict

from odoo import api, fields, models

from .names import get_core, get_key


class PrepaidImportName(models.Model):
    """Who a name of another program is here, once a person has said so."""

    _name = "prepaid.import.name"
    _description = "Name from Elsewhere"
    _inherit = "prepaid.guarded"
    _order = "kind, name, id"
    _check_company_auto = True

    _prepaid_user_fields = {"partner_id", "employee_id", "is_left_out"}
    _prepaid_personal_fields = {"partner_id": "row"}

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    source = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [("customer", "Client"), ("person", "One of us")], required=True, readonly=True
    )
    name = fields.Char(required=True, readonly=True, help="As it is in the file.")
    key = fields.Char(required=True, readonly=True)

    # What a person says
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        check_company=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Person",
        check_company=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    is_left_out = fields.Boolean("Leave Out", help="Its rows are not imported.")

    candidates = fields.Char("Could Be", compute="_compute_candidates")

    _key_unique = models.UniqueIndex(
        "(company_id, source, kind, key)", "This name is known already."
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "kind", "company_id")
    @api.depends_context("lang")
    def _compute_candidates(self):
        for (company, kind), names in self.grouped(
            lambda name: (name.company_id, name.kind)
        ).items():
            owners = self._find_owners(company, kind, get_core)
            for name in names:
                found = owners.get(get_core(name.name or ""), ())
                name.candidates = ", ".join(map(self._show_owner, found)) or False

    def _show_owner(self, owner):
        if owner.active:
            return owner.display_name
        return self.env._("%(name)s (archived)", name=owner.display_name)

    # === BUSINESS METHODS === #

    def _is_open(self):
        """Tell whether nobody has said yet who this is."""
        owner = self._get_owner()
        return not self.is_left_out and not (owner and owner.active)

    def _get_owner(self):
        """Return the partner or the employee that the name means, or none."""
        self_sudo = self.sudo()
        return (
            self_sudo.partner_id if self.kind == "customer" else self_sudo.employee_id
        )

    def _take_candidates(self):
        """Take what each open name could be, where that is one active record."""
        for (company, kind), names in self.grouped(
            lambda name: (name.company_id, name.kind)
        ).items():
            owners = self._find_owners(company, kind, get_core)
            field = "partner_id" if kind == "customer" else "employee_id"
            for name in names.filtered(lambda name: name._is_open()):
                found = owners.get(get_core(name.name), ())
                if len(found) == 1 and found[0].active:
                    name[field] = found[0]

    @api.model
    def _resolve(self, company, source, kind, names):
        """Return {name: partner or employee} and the records of names to choose.

        ``names`` is {name or address: name to show}. What one active record alone has,
        as it is written, is that one; for every other there is a record, where what a
        person said is kept.
        """
        exact = self._find_owners(company, kind, get_key)
        known = self._get_known(company, source, kind)
        found, asked, missing = {}, self.sudo().browse(), {}
        for name, shown in sorted(names.items()):
            key = get_key(name)
            owners = exact.get(key) or exact.get(get_key(shown), ())
            if key in known and not known[key]._is_open():
                found[name] = known[key]._get_owner()
                asked += known[key]
            elif len(owners) == 1 and owners[0].active:
                found[name] = owners[0]
            elif key in known:
                asked += known[key]
            else:
                missing[key] = shown
        asked += self._remember(company, source, kind, missing)
        return found, asked

    @api.model
    def _get_known(self, company, source, kind):
        domain = [
            ("company_id", "=", company.id),
            ("source", "=", source),
            ("kind", "=", kind),
        ]
        return {name.key: name for name in self.sudo().search(domain)}

    @api.model
    def _remember(self, company, source, kind, missing):
        """Keep names ({key: name}) for a person to say who they are."""
        vals = {"company_id": company.id, "source": source, "kind": kind}
        return self.sudo().create(
            [vals | {"key": key, "name": name} for key, name in missing.items()]
        )

    @api.model
    def _find_owners(self, company, kind, get):
        """Return {what ``get`` makes of a name: list of records (sudo)}."""
        owners = defaultdict(list)
        if kind == "customer":
            for partner in self._search_clients(company):
                owners[get(partner.name)].append(partner)
            return owners
        for employee in self._search_people(company):
            user = employee.user_id
            names = {employee.name, employee.work_email, user.email, user.login}
            for key in {get(name) for name in names if name}:
                owners[key].append(employee)
        return owners

    @api.model
    def _search_clients(self, company):
        """Return who may be a client: companies, and people who are of none."""
        return (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("parent_id", "=", False),
                    ("company_id", "in", [False, company.id]),
                    ("name", "!=", False),
                ],
                ["name", "active"],
            )
        )

    @api.model
    def _search_people(self, company):
        return (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("company_id", "=", company.id)])
        )
