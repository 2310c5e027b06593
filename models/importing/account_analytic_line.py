from odoo import fields, models


class AccountAnalyticLine(models.Model):
    """Work that comes from elsewhere is there once, however often its file is read."""

    _inherit = "account.analytic.line"

    prepaid_import_key = fields.Char(
        "Imported as",
        readonly=True,
        copy=False,
        help="The number of this work where it was recorded, else what tells it again.",
    )
    prepaid_import_written = fields.Char(
        "Imported as Written",
        readonly=True,
        copy=False,
        help="Tells the work again when its file is read in another time zone.",
    )

    _prepaid_import_key_unique = models.UniqueIndex(
        "(company_id, prepaid_import_key) WHERE prepaid_import_key IS NOT NULL",
        "This work is imported already.",
    )
    _prepaid_import_written_unique = models.UniqueIndex(
        "(company_id, prepaid_import_written) WHERE prepaid_import_written IS NOT NULL",
        "This work is imported already.",
    )
