from odoo.tests import TransactionCase, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_translations import TranslatedCases


@tagged("post_install", "-at_install")
class TestTranslations(TranslatedCases, TransactionCase):
    addon = "sale_timesheet_prepaid_loyalty"
