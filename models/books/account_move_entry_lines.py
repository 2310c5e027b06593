from odoo import api, fields, models


class AccountMove(models.Model):
    """Entries of recognition and of opening balances show their lines to their readers.

    Community hides journal items from everybody but accountants.
    """

    _inherit = "account.move"

    prepaid_entry_line_ids = fields.One2many(
        "account.move.line",
        string="Lines of the Entry",
        compute="_compute_prepaid_entry_line_ids",
    )

    @api.depends("line_ids", "prepaid_recognition_ids")
    def _compute_prepaid_entry_line_ids(self):
        for move in self:
            is_ours = move._is_recognition() or bool(move._get_openings())
            move.prepaid_entry_line_ids = is_ours and move.line_ids


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    prepaid_contract_ids = fields.Many2many(
        "prepaid.contract",
        string="Contracts",
        compute="_compute_prepaid_contract_ids",
        compute_sudo=True,
        help="Whose credit a line of a recognition entry earned: one line stands for "
        "all contracts of a customer.",
    )

    @api.depends("partner_id", "move_id.prepaid_recognition_ids")
    def _compute_prepaid_contract_ids(self):
        for move, lines in self.grouped("move_id").items():
            rows = move.prepaid_recognition_ids.grouped("partner_id")
            for line in lines:
                mine = rows.get(line.partner_id, move.prepaid_recognition_ids.browse())
                grants = mine.grant_id | mine.line_id.prepaid_grant_ids
                opened = line.prepaid_opening_line_id.contract_id
                line.prepaid_contract_ids = grants.contract_id | opened
