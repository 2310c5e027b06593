from odoo import fields, models

# Where a new account starts to look for a free code.
DEFERRED_CODE = "211100"
# A code of a journal has five characters at most.
JOURNAL_CODES = ("PREP", *(f"PREP{number}" for number in range(2, 10)))
# Under these names of the chart, which outlive the addon, a company's account and
# journal are found again.
CHART_NAMES = {
    "deferred_revenue_account_id": "prepaid_deferred_revenue",
    "prepaid_journal_id": "prepaid_journal",
}


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "prepaid.guarded"]

    _prepaid_user_fields = {
        "prepaid_grant_policy",
        "prepaid_expiry_notice_days",
        "prepaid_expiry_last_notice_days",
        "prepaid_refill_withdraw",
        "prepaid_meter_hours",
        "prepaid_hide_staff",
        "prepaid_dispute_days",
        "deferred_revenue_account_id",
        "prepaid_breakage_account_id",
        "prepaid_journal_id",
    }

    prepaid_grant_policy = fields.Selection(
        [
            ("paid", "The invoice is paid"),
            ("posted", "The invoice is posted"),
            ("confirmed", "The order is confirmed"),
        ],
        default="paid",
        required=True,
        help="When the credit of a pack becomes usable.",
    )
    prepaid_expiry_notice_days = fields.Integer(
        default=30,
        help="Clients are told this many days before credit expires. 0: never.",
    )
    prepaid_expiry_last_notice_days = fields.Integer(
        default=7,
        help="Clients are told a last time this many days before credit expires. 0: "
        "never.",
    )
    prepaid_refill_withdraw = fields.Boolean(
        "Cancel Refills That Are Not Needed",
        help="When a client with an open refill buys otherwise, its untouched order "
        "and draft invoice are cancelled at once. Else a button offers it.",
    )
    prepaid_meter_hours = fields.Float(
        "Forgotten after",
        default=8,
        help="A meter that runs longer, in hours, is flagged as forgotten. 0: never.",
    )

    # Portal
    prepaid_hide_staff = fields.Boolean(
        help="Clients read “Support team” instead of the names of who worked for them.",
    )
    prepaid_dispute_days = fields.Integer(
        default=30,
        help="Clients can question a line for this many days after it was booked. 0: "
        "never.",
    )

    # Accounting
    deferred_revenue_account_id = fields.Many2one(
        "account.account",
        domain="[('account_type', '=like', 'liability%')]",
        help="Where invoices of packs wait until the work is done.",
    )
    prepaid_breakage_account_id = fields.Many2one(
        "account.account",
        "Breakage Account",
        domain="[('account_type', 'in', ('income', 'income_other'))]",
        help="Income from credit that expired unused. Empty: the pack's own income "
        "account.",
    )
    prepaid_journal_id = fields.Many2one(
        "account.journal",
        "Prepaid Revenue Journal",
        domain="[('type', '=', 'general')]",
        help="Where earned revenue is booked, one entry a day at most.",
    )

    def _get_prepaid_setting(self, name):
        """Return a setting of the company, or of the nearest parent that has it."""
        self.ensure_one()
        for company in self.sudo().parent_ids.sorted(lambda c: -len(c.parent_path)):
            if company[name]:
                return company[name]
        return self.sudo()[name]

    def _setup_prepaid_accounts(self):
        """Give companies with a chart what deferral needs; keep what is chosen."""
        for company in self.filtered(lambda c: c.chart_template and not c.parent_id):
            if not company.deferred_revenue_account_id:
                company.deferred_revenue_account_id = (
                    company._get_from_chart("deferred_revenue_account_id")
                    or company._find_deferred_account()
                    or company._create_deferred_account()
                )
            if not company.prepaid_journal_id:
                company.prepaid_journal_id = (
                    company._get_from_chart("prepaid_journal_id")
                    or company._create_prepaid_journal()
                )

    def _get_from_chart(self, field_name):
        """Return what a setting's name in the company's chart stands for, if it does.

        Only what is in use: an archived account or journal was given up.
        """
        Chart = self.env["account.chart.template"].with_company(self)
        record = Chart.ref(CHART_NAMES[field_name], raise_if_not_found=False)
        return record and record.filtered("active")

    def _keep_in_chart(self, field_name, record):
        """Name a record in the company's chart, so that a setting finds it again."""
        Chart = self.env["account.chart.template"]
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": Chart.company_xmlid(CHART_NAMES[field_name], self),
                    "record": record,
                    "noupdate": True,
                }
            ]
        )
        return record

    def _find_deferred_account(self):
        """Return the account that the chart's template names, if it does."""
        Chart = self.env["account.chart.template"].with_company(self)
        data = Chart._get_chart_template_data(self.chart_template)
        xmlid = data["res.company"][self.id].get("deferred_revenue_account_id")
        return xmlid and Chart.ref(xmlid, raise_if_not_found=False)

    def _create_deferred_account(self):
        Account = self.env["account.account"].with_company(self)
        account = Account.create(
            {
                "name": self.env._("Deferred revenue"),
                "code": Account._search_new_account_code(DEFERRED_CODE),
                "account_type": "liability_current",
                "company_ids": [fields.Command.link(self.id)],
            }
        )
        return self._keep_in_chart("deferred_revenue_account_id", account)

    def _create_prepaid_journal(self):
        journal = self.env["account.journal"].create(
            {
                "name": self.env._("Prepaid revenue"),
                "code": self._get_free_journal_code(),
                "type": "general",
                "company_id": self.id,
                "show_on_dashboard": False,
            }
        )
        return self._keep_in_chart("prepaid_journal_id", journal)

    def _get_free_journal_code(self):
        Journal = self.env["account.journal"].with_context(active_test=False)
        journals = Journal.search([("company_id", "=", self.id)])
        taken = set(journals.mapped("code"))
        return next(code for code in JOURNAL_CODES if code not in taken)
