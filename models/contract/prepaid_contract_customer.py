from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Why a contract takes no work, the first reason that holds.
GAP_STATES = {"suspended": "suspended", "draft": "draft", "closed": "ended"}
REACTIVATED = ("suspended", "closed")


class PrepaidContract(models.Model):
    """Whose work a contract pays for, and who pays for the contract."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"covers_sites", "beneficiary_ids", "partner_invoice_id"}
    _prepaid_personal_fields = {
        "partner_id": "person",
        "user_id": "person",
        "beneficiary_ids": "person",
        "partner_invoice_id": "person",
    }

    covers_sites = fields.Boolean(
        default=True,
        tracking=True,
        help="Also pays for work of the companies below the customer.",
    )
    beneficiary_ids = fields.Many2many(
        "res.partner",
        "prepaid_contract_beneficiary_rel",
        "contract_id",
        "partner_id",
        "Also Pays for",
        help="Other customers whose work this contract pays, for example the clients "
        "of a reseller.",
    )
    partner_invoice_id = fields.Many2one(
        "res.partner",
        "Invoice Address",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Who is billed for refills. Empty: the customer.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Let a contract that is active again cover its customer's work again."""
        back = self.browse()
        if vals.get("state") == "active" and "is_default" not in vals:
            back = self.filtered(lambda contract: contract.state in REACTIVATED)
        result = super().write(vals)
        back._take_default()
        return result

    # === BUSINESS METHODS === #

    def _take_default(self):
        """Make each the default of a customer who has none in that company."""
        for contract in self:
            if not contract._get_defaults(contract.partner_id, contract.company_id):
                contract.is_default = True

    def _get_billed_entity(self):
        """Return the commercial entity that is billed for refills."""
        return (self.partner_invoice_id or self.partner_id).commercial_partner_id

    def _pays_for(self, partner):
        """Tell whether work for this partner, or for nobody yet, is the contract's."""
        self.ensure_one()
        entity = partner.commercial_partner_id
        if not entity or entity == self.partner_id:
            return True
        payers = self.partner_id | self.beneficiary_ids.commercial_partner_id
        return entity in payers or (
            self.covers_sites and bool(payers & entity._get_prepaid_ancestors())
        )

    def _pays_in(self, company):
        """Tell whether the contract pays for work of a company: its own, a branch."""
        self.ensure_one()
        return not company or self.company_id in company.parent_ids

    def _get_nearest(self, company):
        """Return the first contract of a company, else of the nearest one above."""
        for owner in reversed(company.parent_ids):
            contract = self.filtered(lambda c, owner=owner: c.company_id == owner)[:1]
            if contract:
                return contract
        return self.browse()

    def _covers(self, partner, company):
        return self._pays_for(partner) and self._pays_in(company)

    def _check_covers(self, partner, company, work):
        """Refuse, in words, a contract for the work of others.

        ``work`` names the ticket, project or line that would draw from it.
        """
        for contract in self.sudo():
            values = {
                "contract": contract.name,
                "work": work or "/",
                "customer": contract.partner_id.display_name,
            }
            if not contract._pays_for(partner):
                raise ValidationError(
                    self.env._(
                        "The contract %(contract)s of %(customer)s does not pay for "
                        "“%(work)s”, which is for %(other)s. Choose a contract of "
                        "%(other)s, or let this one also pay for that customer.",
                        other=partner.commercial_partner_id.display_name,
                        **values,
                    )
                )
            if not contract._pays_in(company):
                raise ValidationError(
                    self.env._(
                        "The contract %(contract)s of %(customer)s belongs to "
                        "%(company)s and does not pay for “%(work)s” of %(other)s. "
                        "Choose a contract of that company.",
                        company=contract.company_id.name,
                        other=company.name,
                        **values,
                    )
                )

    def _get_gap(self, date):
        """Return why none of these contracts takes work of that day (key), or False.

        The customer's default tells, else the newest.
        """
        contract = self.sorted(
            lambda contract: (
                not contract.is_default,
                list(("active", *GAP_STATES)).index(contract.state),
                -contract.id,
            )
        )[:1]
        if contract.state in GAP_STATES:
            return GAP_STATES[contract.state]
        if contract.date_end and contract.date_end < date:
            return "ended"
        if contract.date_start and date < contract.date_start:
            return "no_day"
        return contract and "no_default"

    def _keep_one_default(self):
        """Leave one default per company: the one that was used last.

        For contracts of clients who are one client now, or are about to be.
        """
        for contracts in self.filtered("is_default").grouped("company_id").values():
            used = contracts.sorted(
                lambda contract: (
                    str(contract.date_last_draw or ""),
                    contract.state == "active",
                    -contract.id,
                )
            )
            used[:-1].is_default = False
        self.flush_recordset(["is_default"])

    def _follow_customer(self):
        """Give these contracts to the commercial entity that their customer has now.

        The entity may have contracts already: all stay, one is the default.
        """
        for partner, moved in self.grouped("partner_id").items():
            entity = partner.commercial_partner_id
            contracts = moved | entity.prepaid_contract_ids
            contracts._keep_one_default()
            moved.partner_id = entity

    @api.model
    def _get_strayed(self, partners):
        """Return the contracts whose customer is no commercial entity any more."""
        contracts = self.search([("partner_id", "child_of", partners.ids)])
        return contracts.filtered(
            lambda contract: (
                contract.partner_id != contract.partner_id.commercial_partner_id
            )
        )
