from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_gate import GateCommon
from .common_guard import FORGED, GuardCommon, is_ours


def get_forged(record):
    """Return {name of each stored field of ours: a value that nobody wrote}."""
    forged = {}
    for name, field in record._fields.items():
        if is_ours(record, field):
            value = FORGED.get(field.type, record.id)
            if field.type == "many2many":
                value = [Command.clear()]
            elif field.type == "selection":
                value = field.get_values(record.env)[-1]
            forged[name] = value
    return forged


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestForgedOffers(GuardCommon):
    """What an offer is made of is the house's: no client writes any of it."""

    def test_a_client_writes_no_field_of_any_record(self):
        """Those that sellers write, too: scopes, amounts, tables, tiers, shares."""
        tried = set()
        for model, record in self.records.items():
            for name, value in get_forged(record).items():
                tried.add((model, name))
                with self.subTest(model=model, field=name):
                    with self.assertRaises(UserError):
                        record.with_user(self.portal).write({name: value})
        for model, name in (
            ("product.template", "prepaid_usage_type_ids"),
            ("product.template", "is_prepaid_open_amount"),
            ("prepaid.amount.rate", "price"),
            ("prepaid.tier", "response_id"),
            ("prepaid.share", "quantity"),
            ("prepaid.plan", "new_ticket_policy"),
            ("prepaid.contract", "partner_invoice_id"),
            ("prepaid.rate.window", "factor"),
            ("prepaid.rate.zone", "quantity"),
            ("project.tags", "is_prepaid_emergency"),
        ):
            self.assertIn((model, name), tried)

    def test_a_client_makes_no_record_of_an_offer(self):
        for model, record in self.records.items():
            if model.startswith("prepaid."):
                with self.subTest(model=model), self.assertRaises(UserError):
                    record.browse().with_user(self.portal).create(get_forged(record))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestForgedTickets(GateCommon):
    """A client who may open and write tickets writes nothing of ours on them."""

    def test_a_collaborator_writes_no_field_of_ours(self):
        ticket = self._open("portal")
        for name, value in get_forged(ticket).items():
            with self.subTest(field=name):
                with self.assertRaises(UserError):
                    ticket.with_user(self.portal).write({name: value})
                vals = {"project_id": self.project.id, name: value}
                with self.assertRaises(UserError):
                    self._open("portal", **vals)
