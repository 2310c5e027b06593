"""What people do with documents, as steps that any history can be made of."""

from fractions import Fraction

from odoo.fields import Command

from .common import PrepaidCommon
from .common_amount import AmountFixtures
from .naive_documents import exact, get_debited
from .random_clients import ClientSteps
from .random_steps import MoveSteps, Skipped, day
from .random_work import WorkSteps


class RandomDocumentsCommon(
    MoveSteps, WorkSteps, ClientSteps, AmountFixtures, PrepaidCommon
):
    """Two companies with a client each, two currencies, five packs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"overdraft_policy": "allow", "company_id": False})
        cls.second_plan = cls.plan.copy({"name": "Second"})
        other = cls.setup_other_company(name="Second Ltd")["company"]
        cls.companies = cls.company | other
        cls.env.user.company_ids |= other
        cls.env.user.group_ids += cls.env.ref("account.group_account_manager")
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        for company in cls.companies:
            for start, rate in (("2025-12-31", 0.9), ("2026-02-15", 1.1)):
                cls.env["res.currency.rate"].create(
                    {
                        "currency_id": cls.euro.id,
                        "company_id": company.id,
                        "name": start,
                        "rate": rate,
                    }
                )
        cls.packs = (
            cls._pack(600, price=999.99, company_id=False)
            | cls._pack(1200, 1900, company_id=False, prepaid_bonus_quantity=60)
            | cls._pack(90, 0, company_id=False)
            | cls._pack(300, 450, company_id=False)
            | cls._open_pack(company_id=False)
        )
        name = "sale_timesheet_prepaid.prepaid_usage_type_%s"
        cls.kinds = [cls.env.ref(name % kind) for kind in ("onsite", "phone")]
        cls.packs[3].prepaid_usage_type_ids = cls.kinds[0]
        cls.goods = cls.env["product.product"].create(
            {
                "name": "Firewall",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 500,
                "taxes_id": False,
            }
        )
        cls.program = cls._program() if "loyalty.program" in cls.env else None
        cls.seats = [cls._seat(company) for company in cls.companies]

    @classmethod
    def _program(cls):
        """Return a promotion of 10 % on whole orders, if the shop has promotions."""
        return cls.env["loyalty.program"].create(
            {
                "name": "Ten",
                "program_type": "promo_code",
                "trigger": "with_code",
                "applies_on": "current",
                "rule_ids": [Command.create({"mode": "with_code", "code": "TEN"})],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 10,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                        }
                    )
                ],
            }
        )

    @classmethod
    def _seat(cls, company):
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        client = env["res.partner"].create({"name": f"Client of {company.name}"})
        if company != cls.company:
            # A consumer whose credit must not expire.
            client.country_id = cls.env.ref("base.de")
        seat = {"env": env, "company": company, "client": client, "first": client}
        seat["project"] = cls._project("Desk", client, company_id=company.id)
        seat["employee"] = env["hr.employee"].create(
            {"name": f"Worker of {company.name}", "company_id": company.id}
        )
        seat["pricelists"] = [
            env["product.pricelist"].create({"name": c.name, "currency_id": c.id})
            for c in (company.currency_id, cls.euro)
        ]
        return seat

    def _start(self):
        for seat in self.seats:
            seat["client"] = seat["first"]
        self.invoices, self.refunds, self.orders, self.works = [], [], [], []
        self.taken_off, self.copies, self.facts, self.debited = {}, {}, {}, {}

    def _pick(self, records, index):
        """Return one of these records, or skip the step."""
        if not records:
            raise Skipped
        return records[index % len(records)]

    # === WHAT WAS SOLD === #

    def _observe(self):
        """Note what each line sold when it was sold, as the catalogue said then."""
        for order in self.orders:
            for line in order.order_line if order.state == "sale" else ():
                self._note(line, self._get_terms)
        for move in self.invoices + self.refunds:
            self._note_debited(move)
            for line in move.invoice_line_ids if move.state == "posted" else ():
                self._note(line, self._get_invoiced_terms)

    def _note_debited(self, move):
        """Note what a debit note added to when it was posted, whatever that is now."""
        if move.state != "posted":
            self.debited.pop(move, None)
        elif debited := get_debited(move):
            self.debited.setdefault(move, debited.invoice_line_ids.product_id)

    def _note(self, line, get_terms):
        if self.facts.get(line, {}).get("product") != line.product_id:
            self.facts[line] = get_terms(line) | {"product": line.product_id}

    def _get_terms(self, line):
        """Return the credit in one pack by kind of grant, and the policy."""
        template = line.product_id
        policy = line.company_id.prepaid_grant_policy
        credit = (template.prepaid_quantity, template.prepaid_bonus_quantity)
        if template.is_prepaid_open_amount:
            credit = (self._get_bought(line), 0)
        return {"credit": credit if template.is_prepaid_pack else (), "policy": policy}

    def _get_bought(self, line):
        """Return the minutes that an amount buys at what its table says now."""
        is_ordered = line._name == "sale.order.line"
        amount = exact(line.prepaid_amount if is_ordered else line.price_unit)
        rows = line.product_id.prepaid_amount_rate_ids.sorted("amount_from")
        reached = rows.filtered(lambda row: exact(row.amount_from) <= amount)
        return int(
            amount * 60 / exact((reached[-1:] or rows[:1]).price) + Fraction(1, 2)
        )

    def _get_invoiced_terms(self, line):
        """Return the terms of the order, or of the document that it repeats."""
        move = line.move_id
        debited = get_debited(move)
        origin = move.reversed_entry_id or self.copies.get(move) or debited or move
        for other in (*line.sale_line_ids, *(origin - move).invoice_line_ids):
            if other.product_id == line.product_id and other in self.facts:
                return self.facts[other]
        return self._get_terms(line)

    # === SALES === #

    def _do_sell(self, seat, pack, packs, number, how):
        """Sell packs by an order, alone or beside goods, with a discount or without."""
        seat = self.seats[seat]
        order = seat["env"]["sale.order"].create(
            {
                "partner_id": seat["client"].id,
                "company_id": seat["company"].id,
                "pricelist_id": seat["pricelists"][number % 2].id,
                "date_order": day(number),
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": qty}
                        | self._get_amount_vals(product, number)
                    )
                    for product, qty in (
                        (self.packs[pack], packs),
                        (self.goods, how == "beside"),
                    )
                    if qty
                ],
            }
        )
        if how in ("discount", "beside"):
            self._discount(order)
        if how == "promotion" and self.program:
            status = order._try_apply_code("TEN")
            if "error" in status:
                raise Skipped
            for coupon, rewards in status.items():
                order._apply_program_reward(rewards, coupon)
        order.action_confirm()
        self.orders.append(order)
        self._invoice(order, number)

    def _discount(self, order):
        order.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
            }
        ).action_apply_discount()

    def _invoice(self, order, number):
        invoice = order._create_invoices(final=True)
        invoice.invoice_date = day(number)
        invoice.action_post()
        self._keep(invoice)

    def _keep(self, move):
        (self.refunds if move.move_type == "out_refund" else self.invoices).append(move)

    def _do_bill(self, seat, pack, packs, number, how):
        """Sell packs by hand: an invoice, with a line that lowers it, or a receipt."""
        seat = self.seats[seat]
        product = self.packs[pack].with_env(seat["env"])
        rows = [(product, packs)] + [(product, -1)] * (how == "lowered")
        move = seat["env"]["account.move"].create(
            {
                "move_type": "out_receipt" if how == "receipt" else "out_invoice",
                "partner_id": seat["client"].id,
                "company_id": seat["company"].id,
                "invoice_date": day(number),
                "currency_id": seat["pricelists"][number % 2].currency_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": p.id, "quantity": q, "tax_ids": False}
                    )
                    for p, q in rows
                ],
            }
        )
        move.action_post()
        self._keep(move)

    def _do_change(self, index, packs, pack, number):
        """Change an order's packs, add another pack, and invoice it again."""
        order = self._pick(self.orders, index)
        order.order_line.filtered("product_id.type")[:1].product_uom_qty = packs
        if pack is not None:
            order.order_line = [Command.create({"product_id": self.packs[pack].id})]
        self._invoice(order, number)

    def _do_invoice_rest(self, index):
        self._invoice(self._pick(self.orders, index), 89)

    def _do_cancel_order(self, index):
        self._pick(self.orders, index)._action_cancel()

    # === CATALOGUE AND SETTINGS === #

    def _do_policy(self, policy):
        self.companies.prepaid_grant_policy = policy

    def _do_catalogue(self, pack, vals):
        if "prepaid_plan_id" in vals:
            vals = {"prepaid_plan_id": self.second_plan.id}
        self.packs[pack].product_tmpl_id.write(vals)

    def _do_scope(self, pack, kind):
        """Sell packs for some work only from now on, or for all work again."""
        kinds = self.kinds[kind - 1] if kind else False
        self.packs[pack].prepaid_usage_type_ids = kinds

    def _do_table(self, price):
        """Sell what any amount buys at another price of an hour."""
        self.packs[-1:].prepaid_amount_rate_ids[0].price = price
