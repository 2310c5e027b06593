from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# The columns of a logged fact. ``move_id`` may become empty when its entry goes, and
# ``partner_id`` follows a merge of clients: the columns beside them keep what was so.
FROZEN_FIELDS = (
    "company_id",
    "date",
    "kind",
    "amount",
    "currency_id",
    "booked_at",
    "source",
    "document",
    "client",
    "client_name",
)
# The kinds of movements, in the order of a statement.
KINDS = [
    ("opened", "Brought over"),
    ("sold", "Sold"),
    ("earned", "Used"),
    ("expired", "Expired"),
    ("credited", "Credited"),
    ("adjusted", "Adjusted"),
]


class PrepaidDeferredFact(models.Model):
    """What was known of deferred revenue, and since when. Facts: never changed.

    The sum of all facts is what the documents say now; the sum of those that were
    booked up to a moment is what they said then. See `_log_prepaid_deferred`.
    """

    _name = "prepaid.deferred.fact"
    _description = "Deferred Revenue Fact"
    _inherit = "prepaid.guarded"
    _order = "booked_at desc, id desc"
    _rec_name = "document"
    _allow_sudo_commands = False

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {"partner_id": "person", "client_name": "kept"}

    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    date = fields.Date("Accounting Date", required=True)
    kind = fields.Selection(KINDS, required=True)
    amount = fields.Monetary(
        required=True,
        currency_field="company_currency_id",
        help="In company currency: positive is more deferred revenue.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        "Sold in",
        required=True,
        ondelete="restrict",
        help="Currency of the invoice that sold the packs.",
    )
    booked_at = fields.Datetime(
        "Known since",
        required=True,
        help="When the log took it down: within the hour, and before each statement. "
        "What was there before the log began is known since its document was posted, "
        "or else made.",
    )

    # What it comes from
    move_id = fields.Many2one(
        "account.move", "Journal Entry", index="btree_not_null", ondelete="set null"
    )
    source = fields.Integer(
        "Entry Number",
        required=True,
        aggregator=None,
        help="Identity of the journal entry, which stays when the entry is deleted.",
    )
    document = fields.Char(help="Number of the journal entry when it was logged.")

    # Whom it is owed
    partner_id = fields.Many2one(
        "res.partner", "Client", index="btree_not_null", ondelete="set null"
    )
    client = fields.Integer(
        "Client Number",
        required=True,
        aggregator=None,
        help="Identity of the client when it was logged, whoever they became since.",
    )
    client_name = fields.Char("Name of the Client")

    # The difference of an entry; a month; what was booked after a moment.
    _company_source_idx = models.Index("(company_id, source)")
    _company_date_idx = models.Index("(company_id, date)")
    _company_booked_idx = models.Index("(company_id, booked_at)")

    def init(self):
        """Make the database itself refuse to change or delete a logged fact."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION prepaid_deferred_fact_is_frozen()
            RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'Logged facts are never changed or deleted (%).',
                    OLD.id USING ERRCODE = 'restrict_violation';
            END $$
            """
        )
        columns = SQL(", ").join(map(SQL.identifier, FROZEN_FIELDS))
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER prepaid_deferred_fact_is_frozen
                BEFORE DELETE OR UPDATE OF %s ON prepaid_deferred_fact
                FOR EACH ROW EXECUTE FUNCTION prepaid_deferred_fact_is_frozen()
                """,
                columns,
            )
        )

    def write(self, vals):
        if vals:
            raise UserError(
                self.env._(
                    "What was known of “%(document)s” is never changed. Correct the "
                    "journal entry: the log then tells the difference.",
                    document=self[:1].document,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        for fact in self:
            raise UserError(
                self.env._(
                    "What was known of “%(document)s” is never deleted. Correct the "
                    "journal entry: the log then tells the difference.",
                    document=fact.document,
                )
            )

    def action_open_entry(self):
        """Open the journal entry that the fact comes from."""
        self.ensure_one()
        if not self.move_id:
            raise UserError(
                self.env._(
                    "The journal entry %(document)s was deleted; only what was known "
                    "of it is kept.",
                    document=self.document or self.source,
                )
            )
        return self.move_id._get_records_action()
