from odoo import api, fields, models
from odoo.tools import SQL

# What an entry's lines took off deferred revenue beyond what its rows say, by customer.
GAPS = """
    SELECT move_id, partner_id, SUM(amount)
      FROM (
        SELECT line.move_id, line.partner_id, line.balance AS amount
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
         WHERE line.move_id = ANY(%(moves)s)
           AND account.account_type LIKE 'liability%%'
     UNION ALL
        SELECT recognition.move_id, COALESCE(g.partner_id, discounted.partner_id),
               -recognition.amount
          FROM prepaid_recognition recognition
     LEFT JOIN prepaid_grant g ON g.id = recognition.grant_id
     LEFT JOIN account_move_line discounted ON discounted.id = recognition.line_id
         WHERE recognition.move_id = ANY(%(moves)s)
      ) moved
  GROUP BY move_id, partner_id
    HAVING SUM(amount) <> 0
"""

# What changes how much a posted line takes off deferred revenue.
LEDGER_FIELDS = {
    "account_id",
    "amount_currency",
    "balance",
    "credit",
    "debit",
    "partner_id",
}


class AccountMove(models.Model):
    """Recognition entries: their rows say what their lines say, whatever is done.

    A copy of an entry (duplicate, reversal, "reverse and create") has copies of its
    rows from the start. They count while the copy is posted, and each time it is, they
    follow what a person changed in its lines. The next run books the difference.
    """

    _inherit = "account.move"

    prepaid_recognition_ids = fields.One2many("prepaid.recognition", "move_id")
    prepaid_recognition_count = fields.Integer(
        compute="_compute_prepaid_recognition_count", compute_sudo=True
    )
    prepaid_copied_move_id = fields.Many2one(
        "account.move",
        compute="_compute_prepaid_copied_move_id",
        inverse="_inverse_prepaid_copied_move_id",
        export_string_translation=False,
        help="Tells a copy that is being made which recognition entry it repeats.",
    )

    @api.depends("prepaid_recognition_ids")
    def _compute_prepaid_recognition_count(self):
        for move in self:
            move.prepaid_recognition_count = len(move.prepaid_recognition_ids)

    def _compute_prepaid_copied_move_id(self):
        self.prepaid_copied_move_id = False

    def _inverse_prepaid_copied_move_id(self):
        """Give copies the rows of what they copy, or undo: the opposite ones."""
        for move in self:
            copied = move.prepaid_copied_move_id
            rows_sudo = copied.sudo().prepaid_recognition_ids
            rows_sudo._copy_to(move, -1 if move.reversed_entry_id == copied else 1)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for move, vals in zip(self, vals_list, strict=True):
            if move._is_recognition():
                vals["prepaid_copied_move_id"] = move.id
        return vals_list

    def _is_recognition(self):
        self.ensure_one()
        return self.move_type == "entry" and bool(self.sudo().prepaid_recognition_ids)

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._fit_recognition()
        return posted

    def _fit_recognition(self):
        """Bring the rows of posted recognition entries in line with their lines.

        What the lines of one customer do not say any more is taken from the rows of
        that customer; lines for somebody else, from all of them. A reversal that was
        made without being copied gets its rows now.
        """
        for move in self.filtered("reversed_entry_id"):
            if not move._is_recognition():
                move.reversed_entry_id.sudo().prepaid_recognition_ids._copy_to(move, -1)
        for move, gaps in self._get_recognition_gaps().items():
            rows_sudo = move.sudo().prepaid_recognition_ids
            known = rows_sudo.grouped(lambda row: row.partner_id.id)
            if not gaps.keys() <= known.keys():
                rows_sudo._add_amount(sum(gaps.values()))
                continue
            for partner_id, amount in gaps.items():
                known[partner_id]._add_amount(amount)

    def _get_recognition_gaps(self):
        """Return {entry: {customer's id: amount that its rows lack}}."""
        moves = self.filtered(lambda move: move._is_recognition())
        gaps = {}
        if moves:
            self.env.flush_all()
            # One query: entries of a run have as many rows as there are grants.
            for move_id, partner_id, amount in self.env.execute_query(
                SQL(GAPS, moves=moves.ids)
            ):
                gaps.setdefault(self.browse(move_id), {})[partner_id] = amount
        return gaps


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        """Let the rows of posted recognition entries follow their lines."""
        result = super().write(vals)
        if LEDGER_FIELDS & vals.keys():
            moves = self.move_id.filtered(lambda move: move.state == "posted")
            moves._fit_recognition()
        return result
