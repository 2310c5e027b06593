from odoo import fields, models

from .recurring import DEPENDS, SOLD, SPANS, compose

ROWS = """
    SELECT MIN(sold.id)::bigint * 100000 + EXTRACT(YEAR FROM month)::int * 12
               + EXTRACT(MONTH FROM month)::int AS id,
           sold.contract_id, sold.month, sold.product_id,
           BOOL_OR(sold.is_pack) AS is_pack,
           SUM(sold.quantity) AS quantity, SUM(sold.value) AS value,
           contract.partner_id, contract.plan_id, contract.user_id, contract.company_id
      FROM sold
      JOIN prepaid_contract contract ON contract.id = sold.contract_id
  GROUP BY sold.contract_id, sold.month, sold.product_id, contract.id
"""


class PrepaidOptionReport(models.Model):
    """What schedules sold by the month: a row for a contract, a product and a month.

    It stands on the same facts as the recurring value: their sums agree.
    """

    _name = "prepaid.option.report"
    _description = "Sold by the Month"
    _auto = False
    _order = "month desc, product_id, contract_id"
    _rec_name = "product_id"
    _depends = DEPENDS

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    contract_id = fields.Many2one("prepaid.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    plan_id = fields.Many2one("prepaid.plan", readonly=True)
    user_id = fields.Many2one("res.users", "Account Manager", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    is_pack = fields.Boolean("Prepaid Pack", readonly=True)
    month = fields.Date(readonly=True)
    quantity = fields.Float(
        readonly=True, help="How many are sold on the last day of the month."
    )
    value = fields.Monetary(
        "A Month",
        currency_field="company_currency_id",
        readonly=True,
        help="What they come to by the month (MRR), on that day.",
    )

    @property
    def _table_query(self):
        return compose(ROWS, self.env, span=SPANS, sold=SOLD)

    def action_open_contract(self):
        self.ensure_one()
        return self.contract_id.get_formview_action()
