from datetime import timedelta

from odoo import fields, models
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import TODAY
from .common_charge import ChargeCommon

ADDON = "sale_timesheet_prepaid"
# What nobody wrote: values of each type that no record of the fixtures has.
FORGED = {
    "boolean": True,
    "integer": 9999,
    "float": 9999.0,
    "monetary": 9999.0,
    "char": "forged",
    "text": "forged",
    "html": "forged",
    "date": "2031-01-01",
    "datetime": "2031-01-01 00:00:00",
    "json": {"forged": 1},
    "binary": False,
}


def is_ours(model, field):
    """Tell whether a field is stored by this addon, whatever its model declares."""
    own = model._name.startswith("prepaid.") and field.name == "access_token"
    modules = field._modules
    return (
        field.store
        and field.type != "one2many"
        and field.name not in models.MAGIC_COLUMNS
        and (own or (modules and all(name.startswith(ADDON) for name in modules)))
    )


class GuardCommon(ChargeCommon):
    """One record of each model with stored fields of ours, and all kinds of users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._user("seller", "sales_team.group_sale_salesman")
        cls.portal = new_test_user(
            cls.env, login="prepaid_portal", groups="base.group_portal"
        )
        cls.portal.partner_id.parent_id = cls.client
        cls.people = (
            cls.portal
            | cls.technician
            | cls.salesperson
            | cls.user
            | cls.manager
            | cls.accountant
        )
        cls.contract = cls._contract()
        cls.sold = cls._bill(cls)
        cls._register_payment(cls.sold)
        cls.line = cls._log(cls, 60)
        cls.approval = (
            cls.env["prepaid.approval"]
            .with_user(cls.technician)
            .create(
                {
                    "name": "The printer burns",
                    "contract_id": cls.contract.id,
                    "task_id": cls.task.id,
                    "quantity": 30,
                }
            )
        )
        cls.contract.with_user(cls.user).action_send_agreement()
        cls.agreement = cls.contract.agreement_ids
        cls.dispute = (
            cls.env["prepaid.dispute"]
            .sudo()
            ._ask(
                cls.line.sudo().prepaid_entry_ids, cls.portal.partner_id, "Why so long?"
            )
        )
        cls.order = cls._order(cls, user_id=cls.salesperson.id)
        cls.records = cls._get_records()

    @classmethod
    def _get_records(cls):
        """Return {model: record} of every model that is guarded."""
        draft = cls._bill(cls, post=False)
        entry = cls.line.sudo().prepaid_entry_ids
        usage_type = cls.env.ref(f"{ADDON}.prepaid_usage_type_onsite")
        move = cls.company.sudo()._recognise_prepaid_revenue(TODAY)
        close = cls.env["prepaid.deferred.close"]._keep(cls.company, TODAY)
        response = {"plan_id": cls.plan.id, "name": "Soon", "hours": 4}
        window = {"plan_id": cls.plan.id, "name": "evenings"}
        rate = cls._rate(cls.plan, usage_type)
        zone = cls.env["prepaid.zone"].create({"name": "Far", "zips": "75"})
        zone_rate = {"rate_id": rate.id, "zone_id": zone.id, "quantity": 30}
        refill = {"contract_id": cls.contract.id}
        meter = cls.env["prepaid.meter"].with_user(cls.technician)
        meter.start(cls.project.id, cls.task.id)
        token = cls._token()
        schedule = cls.env["prepaid.schedule"].create(
            {
                "contract_id": cls.contract.id,
                "line_ids": [Command.create({"product_id": cls.pack.id})],
            }
        )
        claim = {
            "schedule_id": schedule.id,
            "product_id": cls.pack.id,
            "date_from": TODAY,
            "date_to": TODAY,
        }
        prices = cls.env["prepaid.price.change"].create(
            {"name": "Prices", "date_effective": TODAY, "percent": 5}
        )
        prices.sudo().write(
            {
                "line_ids": [
                    Command.create(
                        {
                            "schedule_id": schedule.id,
                            "product_id": cls.pack.id,
                            "months": "1",
                        }
                    )
                ]
            }
        )
        told = {"schedule_id": schedule.id, "kind": "renewal", "date": TODAY}
        payment = {
            "provider_id": cls.provider.id,
            "payment_method_id": cls.method.id,
            "partner_id": cls.client.id,
            "amount": 1000,
            "currency_id": cls.company.currency_id.id,
            "token_id": token.id,
        }
        signal = dict.fromkeys(("date_found", "date_checked", "date_held"), TODAY)
        signal |= {
            "company_id": cls.company.id,
            "partner_id": cls.client.id,
            "kind": "former",
            "facts": {"minutes": 60, "last": "2026-03-02", "contracts": 1},
            "urgency": "2",
        }
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        hold = cls.contract.sudo()._hold(5, tomorrow, name="Call")
        withdrawal = {
            "order_id": cls.order.id,
            "date": fields.Datetime.now(),
            "channel": "page",
            "person": "Ann",
            "text": "I withdraw",
        }
        request = {"user_id": cls.user.id, "company_id": cls.company.id, "key": "1"}
        request |= refill | {"method": "api_hold", "digest": "1", "answer": {}}
        month = {"month": TODAY, "date": TODAY, "company_id": cls.company.id}
        webhook = cls.env["prepaid.webhook"].create(
            {
                "name": "Monitoring",
                "url": "https://example.com/prepaid",
                "company_id": cls.company.id,
            }
        )
        cancelled = {"company_id": cls.company.id, "reference": "PH1", "kind": "cause"}
        cancelled |= {"email": "a@example.com", "matter": "both", "date": tomorrow}
        records = (
            cls.contract,
            hold,
            cls.env["prepaid.cancellation"].sudo().create(cancelled),
            cls.env["prepaid.forecast"].sudo().create(refill | month),
            cls.env["prepaid.mailing"].create({"company_id": cls.company.id}),
            cls.contract.grant_ids[0],
            entry,
            cls.line,
            cls.approval,
            cls.agreement,
            cls.dispute,
            cls.plan,
            rate,
            cls.env["prepaid.rate.window"].create(window),
            zone,
            cls.env["prepaid.rate.zone"].create(zone_rate),
            cls.env["prepaid.response"].create(response),
            cls.env["prepaid.tier"].create({"plan_id": cls.plan.id, "name": "Gold"}),
            cls.env["prepaid.share"].create(
                refill | {"partner_id": cls.client.id, "quantity": 9999}
            ),
            usage_type,
            cls.env.ref(f"{ADDON}.prepaid_jurisdiction_germany"),
            cls.env["prepaid.refill"].sudo().create(refill),
            meter._get_open(),
            schedule,
            schedule.line_ids,
            prices,
            prices.line_ids,
            cls.env["prepaid.schedule.reminder"].sudo().create(told),
            cls.env["prepaid.signal"].sudo().create(signal),
            cls.env["prepaid.schedule.claim"].sudo().create(claim),
            cls._consent(cls.contract, token_id=token.id),
            cls.env["payment.transaction"].sudo().create(payment),
            move.prepaid_recognition_ids,
            close,
            cls.env["prepaid.deferred.fact"].search([], limit=1),
            cls.sold.invoice_line_ids.prepaid_pool_line_ids,
            cls.order,
            cls.order.order_line,
            draft,
            draft.invoice_line_ids,
            cls.pack,
            cls.pack.product_tmpl_id,
            cls.env["prepaid.amount.rate"].create(
                {
                    "product_tmpl_id": cls.pack.product_tmpl_id.id,
                    "price": 90,
                }
            ),
            cls.project,
            cls.task,
            cls.env["project.tags"].create({"name": "Printers"}),
            cls.env["project.task.type"].create({"name": "Waits", "user_id": False}),
            cls.client,
            cls.company,
            cls.env["prepaid.review"].create({"contract_id": cls.contract.id}),
            cls.env["digest.digest"].create({"name": "Weekly"}),
            cls.env["prepaid.withdrawal"].sudo().create(withdrawal),
            *cls._get_openings(),
            cls.env["prepaid.import.name"]._remember(
                cls.company, "toggl", "customer", {"azure": "AZURE"}
            ),
            cls.env["prepaid.request"].sudo().create(request),
            *cls._get_seals(),
            webhook,
            webhook.sudo()._queue_test(),
            cls.env["prepaid.erasure"]
            .sudo()
            .create(
                {
                    "company_id": cls.company.id,
                    "user_id": cls.manager.id,
                    "person": cls.client.id,
                    "reason": "Asked for",
                }
            ),
        )
        return {record._name: record.sudo()[0] for record in records}

    @classmethod
    def _get_seals(cls):
        """Return the key of the company, a seal and the hash of an entry."""
        keys = cls.env["prepaid.seal.key"]._get_keys()
        key = keys.filtered(lambda key: key.company_id == cls.company)
        cls.env["prepaid.seal"]._seal_next(key)
        links = cls.env["prepaid.seal.link"].search(
            [("seal_id.contract_id", "=", cls.contract.id)]
        )
        return key, links.seal_id, links

    @classmethod
    def _get_openings(cls):
        """Return a batch of opening balances and its line, not imported yet."""
        opening = cls.env["prepaid.opening"].create(
            {
                "date": TODAY,
                "company_id": cls.company.id,
                "line_ids": [
                    Command.create(
                        {
                            "partner_id": cls.client.id,
                            "plan_id": cls.plan.id,
                            "quantity": 60,
                        }
                    )
                ],
            }
        )
        return opening, opening.line_ids

    def _forge(self, field):
        """Return a value of a field that no record of the fixtures has."""
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        if field.type == "many2one":
            return self.env[field.comodel_name].sudo().search([], limit=1).id
        if field.type == "many2many":
            return [Command.set([])]
        return FORGED[field.type]

    def _forge_all(self, model, names):
        return {name: self._forge(model._fields[name]) for name in sorted(names)}
