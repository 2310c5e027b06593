import re

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import GROUP, TODAY
from .common_portal import PortalCommon

ADDON = "sale_timesheet_prepaid"
# What Odoo keeps of a record beside its fields.
AROUND = {
    "mail.message": ("subject", "body", "preview"),
    "mail.activity": ("summary", "note"),
    "ir.attachment": ("name", "index_content"),
}
# What the fixtures cost: an hour, a minute, a pack, the work, the flat charge, both.
PRICES = {82.2, 1.37, 1234.56, 102.75, 41.07, 143.82}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestReading(PortalCommon):
    """Walk all that a technician and a client can read: a new field is walked too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.prepaid_hide_staff = True
        staff = cls.technician | cls.user | cls.manager | cls.accountant | cls.env.user
        for person in staff:
            person.name = f"Staff {person.id}"
        cls.credit = cls._plan(
            "Credit",
            unit="money",
            currency_id=cls.company.currency_id.id,
            overdraft_policy="allow",
            overdraft_limit=777.77,
            overdraft_alert_percent=137,
            overdraft_stop_percent=139,
            breakage_percent=17.5,
        )
        cls._rate(cls.credit, price_hour=82.20, flat_quantity=41.07)
        cls.contract.is_default = False
        cls.contract.sudo().state = "closed"
        cls.pack = cls._pack(1500, price=1234.56, plan=cls.credit)
        order = cls._order(cls, cls.pack)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        cls._register_payment(invoice)
        cls.money = cls.env["prepaid.contract"].search(
            [("plan_id", "=", cls.credit.id)]
        )
        cls.money.write(
            {
                "user_id": cls.user.id,
                "refill_product_id": cls.pack.id,
                "refill_mode": "draft_invoice",
                "notice_partner_ids": cls.colleague.ids,
            }
        )
        consent = {"contract_id": cls.money.id, "partner_id": cls.colleague.id}
        consent |= {"text": "1,234.56 at most", "cap_amount": 1234.56}
        cls.env["prepaid.consent"].sudo().create(consent)
        order.sudo().prepaid_refill_offer = {"cap_amount": 1234.56}
        cls.line = cls._log(cls, 75)
        cls.env["prepaid.meter"].with_user(cls.technician).start(False, cls.task.id)
        cls.money.with_user(cls.user).action_send_agreement()
        approval = cls.env["prepaid.approval"].with_user(cls.technician)
        approval = approval.create(
            {"name": "More", "contract_id": cls.money.id, "quantity": 60}
        )
        approval.action_ask()
        entry = cls.line.sudo().prepaid_entry_ids
        cls.env["prepaid.dispute"].sudo()._ask(entry, cls.colleague, "Why?")
        cls.company.sudo()._recognise_prepaid_revenue(TODAY)
        cls.money.sudo()._refill()
        cls.env.flush_all()

    # === WALK === #

    def _walk(self, user):
        """Yield (field, record, value) of all that the user reads of this addon."""
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(user)
            if model._abstract or model._transient or not model.has_access("read"):
                continue
            records = model.search([], limit=50, order="id desc")
            for field in model._fields.values():
                is_ours = name.startswith("prepaid.") or ADDON in field._modules
                is_near = field.name in AROUND.get(name, ())
                if (is_ours or is_near) and model._has_field_access(field, "read"):
                    yield from self._read(records, field)

    def _read(self, records, field):
        """Yield what can be read: all at once, else what can be of it."""
        try:
            rows = records.read([field.name])
        except AccessError:
            if len(records) > 1:
                for record in records:
                    yield from self._read(record, field)
            return
        for record, row in zip(records, rows, strict=True):
            yield field, record, row[field.name]

    def _find(self, user, tells):
        """Return the fields that tell the user what they should not."""
        return {
            str(field): value
            for field, _record, value in self._walk(user)
            if tells(value)
        }

    def _tells_price(self, value):
        if isinstance(value, float):
            return abs(round(value, 4)) in PRICES
        numbers = re.findall(r"\d[\d,]*\.\d+", str(value))
        return any(float(number.replace(",", "")) in PRICES for number in numbers)

    def test_a_technician_reads_no_price(self):
        self.assertEqual(self._find(self.technician, self._tells_price), {})

    def test_a_technician_searches_no_price(self):
        Contract = self.env["prepaid.contract"].with_user(self.technician)
        for domain in (
            [("grant_ids.amount", ">", 1000)],
            [("entry_ids.rate", ">", 1)],
            [("plan_id.rate_ids.price_hour", ">", 80)],
            [("agreement_ids.body", "like", "82.20")],
            [("access_token", "!=", False)],
        ):
            with self.subTest(domain), self.assertRaises(AccessError):
                Contract.search(domain)

    def test_the_walk_finds_prices_where_they_may_be_read(self):
        found = self._find(self._user("reader", f"{GROUP}manager"), self._tells_price)
        self.assertIn("prepaid.rate.price_hour", found)
        self.assertIn("prepaid.grant.amount", found)
        self.assertIn("prepaid.entry.explanation", found)

    def test_a_client_reads_no_names_of_staff_where_they_are_hidden(self):
        found = self._find(self.ann, lambda value: "Staff" in str(value))
        # The account manager is the client's own contact, shown on the page.
        contact = {"prepaid.contract.user_id", "prepaid.dispute.user_id"}
        self.assertEqual(found.keys(), contact)

    def test_a_client_reads_no_internal_estimate(self):
        secret = {17.5, 777.77, 137, 139}
        found = self._find(
            self.ann, lambda value: isinstance(value, int | float) and value in secret
        )
        ids = {name for name in found if name.endswith(".id")}
        self.assertEqual(found.keys() - ids, set())

    def test_a_client_reads_nothing_of_others(self):
        models = {record._name for _field, record, _value in self._walk(self.bob)}
        found = {name for name in models if name.startswith("prepaid.")}
        self.assertEqual(found - {"prepaid.usage.type"}, set())
