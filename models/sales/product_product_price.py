from odoo import models


class ProductProduct(models.Model):
    """What somebody would pay for a product today."""

    _inherit = "product.product"

    def _get_prepaid_price(self, contract, quantity, pricelist=None, uom=None):
        """Return the price of a quantity without taxes, in the company's currency.

        As an order of the contract's customer would say it today: by their pricelist,
        or the one that is given, less the taxes that the price includes.
        """
        self.ensure_one()
        company = contract.company_id
        day = company._get_prepaid_today()
        product, partner = self.with_company(company), contract.partner_id
        partner = partner.with_company(company)
        pricelist = pricelist or partner.property_product_pricelist
        pricelist = pricelist.with_company(company)
        currency = pricelist.currency_id or company.currency_id
        price = pricelist._get_product_price(
            product, quantity, currency=currency, uom=uom or product.uom_id, date=day
        )
        net = product._take_prepaid_taxes_out(price, quantity, currency, partner)
        return currency._convert(net, company.currency_id, company, day)

    def _take_prepaid_taxes_out(self, price, quantity, currency, partner):
        """Return the untaxed total of a quantity at a price, as an order rounds it."""
        sold = self.sudo().taxes_id._filter_taxes_by_company(self.env.company)
        position = self._get_prepaid_position(partner)
        price = self._get_tax_included_unit_price_from_price(
            price, product_taxes=sold, fiscal_position=position
        )
        return position.map_tax(sold).compute_all(
            price, currency=currency, quantity=quantity, product=self, partner=partner
        )["total_excluded"]

    def _get_prepaid_position(self, partner):
        """Return the fiscal position that changes the taxes of a sale, if any do.

        Of the company of ``partner``'s environment. Nobody else's price depends on it.
        """
        positions_sudo = (
            self.env["account.fiscal.position"].with_env(partner.env).sudo()
        )
        sold = self.sudo().taxes_id._filter_taxes_by_company(partner.env.company)
        return positions_sudo._get_fiscal_position(partner) if sold else positions_sudo
