from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..models.contract.access import MANAGER_GROUP, POSTER_GROUPS

# In the order of the preview.
STATUSES = ("ready", "owed", "used", "out")


class PrepaidMigration(models.TransientModel):
    """Take over what clients bought from Odoo itself: choose, look, run.

    What there is to take over comes from `_find_sources`; the credit and its journal
    entry are made by an opening, which also undoes them.
    """

    _name = "prepaid.migration"
    _description = "Migrate from Odoo"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda s: s.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("prepaid.migration.line", "migration_id")
    plan_ids = fields.One2many("prepaid.migration.plan", "migration_id")
    summary = fields.Char(compute="_compute_summary")

    # The books
    date = fields.Date(
        "Accounting Date",
        required=True,
        default=lambda s: s.env.company._get_prepaid_today(),
    )
    amount = fields.Monetary("Deferred Revenue", compute="_compute_summary")
    account_id = fields.Many2one(
        "account.account",
        "Counterpart",
        check_company=True,
        help="What the invoices booked until now. Income: the unearned part leaves it. "
        "A liability: the part moves from there to deferred revenue.",
    )
    account_note = fields.Char(compute="_compute_account_note")

    # === COMPUTE METHODS === #

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Migrate from Odoo")

    @api.depends("line_ids.is_chosen", "line_ids.quantity", "line_ids.amount")
    @api.depends_context("lang")
    def _compute_summary(self):
        for migration in self:
            chosen = migration.line_ids.filtered("is_chosen")
            migration.amount = sum(chosen.mapped("amount"))
            migration.summary = migration._get_summary(chosen)

    @api.depends("line_ids.is_chosen")
    @api.depends_context("lang")
    def _compute_account_note(self):
        for migration in self:
            chosen = migration.line_ids.filtered("is_chosen")
            accounts_sudo = chosen._get_booked_accounts()
            migration.account_note = bool(accounts_sudo) and self.env._(
                "Until now they were booked on %(accounts)s.",
                accounts=", ".join(accounts_sudo.mapped("display_name")),
            )

    def _get_summary(self, chosen):
        """Return in words what is taken over, of how many clients, and what is not."""
        left = self.line_ids - chosen
        values = {
            "count": len(chosen),
            "clients": len(chosen.partner_id),
            "before": chosen._format_total("left"),
            "after": chosen._format_total("quantity"),
            "others": len(left),
        }
        if not chosen:
            return self.env._("Nothing is chosen, %(others)s lines stay.", **values)
        return self.env._(
            "%(count)s lines of %(clients)s clients are taken over, %(others)s stay. "
            "Left before: %(before)s. Credit after: %(after)s.",
            **values,
        )

    # === ACTION METHODS === #

    @api.model
    def action_start(self):
        """Look for what there is to take over, and open the preview."""
        self._check_right()
        migration = self.create({})
        migration._look()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Migrate from Odoo"),
            "res_model": self._name,
            "res_id": migration.id,
            "views": [(False, "form")],
        }

    def action_look_again(self):
        """Read all figures anew; what was chosen stays so, where it still may."""
        self.ensure_one()
        self._check_right()
        self._look()

    def action_choose_all(self):
        """Choose every line that holds credit, those of open documents too."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.status in ("ready", "owed"))
        lines.is_chosen = True
        self.line_ids._choose_used()

    def action_run(self):
        """Take over what is chosen, all of it or nothing, and show what it made."""
        self.ensure_one()
        self._check_right()
        chosen = self.line_ids.filtered("is_chosen")
        self._check_choices(chosen)
        opening_sudo = (
            self.env["prepaid.opening"]
            .sudo()
            .create(self._prepare_opening_vals(chosen))
        )
        opening_sudo.line_ids.create(
            [
                line._prepare_opening_vals() | {"opening_id": opening_sudo.id}
                for line in chosen
                if line.quantity
            ]
        )
        if self._may_post() or not self.amount:
            opening_sudo._run()
        return opening_sudo.sudo(False)._get_records_action()

    # === BUSINESS METHODS === #

    def _check_right(self):
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                self.env._("Only managers of Prepaid Hours take over what was bought.")
            )
        self.company_id.check_access("read")

    def _may_post(self):
        """Tell whether the user posts entries; else the opening waits for who does."""
        return self.env.user.has_groups(POSTER_GROUPS)

    @api.model
    def _find_sources(self, company):
        """Return the vals of a line for everything that may be taken over.

        Called in sudo, for one company, whenever the figures are read. Override it to
        add what other addons sell in advance. The vals are those of
        `prepaid.migration.line`, without ``plan_map_id``, and ``topic``: (key, name,
        unit, currency) of what shares a plan, as a product does.
        """
        return []

    def _look(self):
        """Bring the lines in line with what there is now."""
        sources = self.sudo()._find_sources(self.company_id)
        plans = self._make_plans(vals["topic"] for vals in sources)
        kept = {line._get_key(): line.is_chosen for line in self.line_ids}
        vals_list = []
        for vals in sources:
            topic = vals.pop("topic")
            vals |= {"migration_id": self.id, "plan_map_id": plans[topic[0]].id}
            vals_list.append(vals)
        vals_list.sort(key=lambda vals: STATUSES.index(vals["status"]))
        self.line_ids.unlink()
        lines = self.line_ids.create(vals_list)
        chosen = lines.filtered(
            lambda line: (
                line.status != "out"
                and kept.get(line._get_key(), line.status == "ready")
            )
        )
        chosen.is_chosen = True
        lines._choose_used()
        self._suggest_account()

    def _suggest_account(self):
        """Choose the account on which all of it was booked, if it is one."""
        accounts_sudo = self.line_ids._get_booked_accounts()
        if not self.account_id and len(accounts_sudo) == 1:
            self.account_id = accounts_sudo.id

    def _make_plans(self, topics):
        """Return {key of topic: row of the plan it goes to}; rows there are stay."""
        rows = {row.key: row for row in self.plan_ids}
        for key, name, unit, currency in topics:
            if key not in rows:
                rows[key] = self.plan_ids.create(
                    {
                        "migration_id": self.id,
                        "key": key,
                        "name": name,
                        "unit": unit,
                        "currency_id": currency.id,
                    }
                )
                rows[key].plan_id = rows[key]._suggest_plan()
        return rows

    def _check_choices(self, chosen):
        """Refuse, in words, what cannot be taken over as it is chosen."""
        if not chosen:
            raise UserError(self.env._("Choose at least one line to take over."))
        for line in chosen:
            if line.status == "out":
                raise UserError(
                    self.env._(
                        "“%(line)s” of %(client)s stays out: %(note)s",
                        line=line.name,
                        client=line.partner_id.display_name,
                        note=line.note,
                    )
                )
        credit = chosen.filtered("quantity")
        for line in chosen - credit:
            if line.partner_id not in credit.partner_id:
                line._refuse_alone()
        for row in credit.plan_map_id:
            row._check_plan()
        if self.amount and not self.account_id:
            raise UserError(
                self.env._(
                    "Choose the account from which %(amount)s go to deferred revenue: "
                    "that on which the invoices were booked.",
                    amount=self.currency_id.format(self.amount),
                )
            )

    def _prepare_opening_vals(self, chosen):
        """Return the vals of the opening that makes credit of these lines."""
        used = chosen.filtered(lambda line: line.status == "used")
        deferred = self.company_id.sudo()._get_prepaid_setting(
            "deferred_revenue_account_id"
        )
        return {
            "name": self.env._("Migration from Odoo"),
            "company_id": self.company_id.id,
            "date": self.date,
            "account_id": (self.account_id - deferred).id,
            "used_line_ids": [Command.set(used.sale_line_id.ids)],
        }
