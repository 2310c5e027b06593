from .common import PrepaidCommon


class ChargeCommon(PrepaidCommon):
    """A contract that the client lets be charged; the demo provider answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = (
            cls.env["payment.provider"]
            .sudo()
            .search([("code", "=", "demo")], limit=1)
            .copy({"company_id": cls.company.id, "state": "test"})
        )
        cls.method = cls.env.ref("payment_demo.payment_method_demo").sudo()
        journal = cls.company_data["default_journal_bank"]
        line = journal.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == cls.provider
        )
        if not line:
            cls.provider.journal_id = journal

    @classmethod
    def _token(cls, outcome="done", **over):
        vals = {
            "provider_id": cls.provider.id,
            "payment_method_id": cls.method.id,
            "partner_id": cls.client.id,
            "payment_details": "4242",
            "provider_ref": "saved",
            "demo_simulated_state": outcome,
        }
        return cls.env["payment.token"].sudo().create(vals | over)

    @classmethod
    def _consent(cls, contract, **over):
        vals = {
            "contract_id": contract.id,
            "partner_id": contract.partner_id.id,
            "text": "You may charge my card.",
            "cap_amount": 2000,
            "token_id": contract.payment_token_id.id,
        }
        return cls.env["prepaid.consent"].sudo().create(vals | over)

    @classmethod
    def _charged_contract(cls, outcome="done", quantity=600, **over):
        vals = {
            "low_threshold": 120,
            "refill_trigger": "threshold",
            "refill_product_id": cls.pack.id,
            "refill_mode": "charge",
            "payment_token_id": cls._token(outcome).id,
        }
        contract = cls._contract(quantity, **(vals | over))
        cls._consent(contract)
        return contract

    def _run(self, *crons):
        crons = crons or ("prepaid_refill_cron", "prepaid_charge_cron")
        for cron in crons:
            with self.enter_registry_test_mode():
                self.env.ref(f"sale_timesheet_prepaid.{cron}").method_direct_trigger()
            self.env.invalidate_all()

    def _settle(self, contract):
        """Let the bank settle the debit of the contract's latest refill."""
        tx = contract.refill_ids[:1]._get_charge().sudo()
        tx.action_demo_set_done()
        tx._post_process()
        return tx

    def assertBooked(self, earned):
        """Expect so much revenue, the tie-out at 0.00, and a ledger that is right."""
        company = self.company.sudo()
        today = company._get_prepaid_today()
        company._recognise_prepaid_revenue(today)
        self.assertEqual(company._get_prepaid_tie_out(today)["difference"], 0)
        sold = [("move_line_id", "!=", False)]
        grants = self.env["prepaid.grant"].sudo().search(sold)
        self.assertAlmostEqual(sum(grants.mapped("recognised_amount")), earned, 2)
        self.assertTiesOut()
