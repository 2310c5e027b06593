import logging
from collections import Counter
from datetime import date
from http import HTTPStatus

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .common import TODAY
from .common_api import ApiCommon
from .common_portal import PortalCommon

_logger = logging.getLogger(__name__)

ADDON = "odoo.addons.sale_timesheet_prepaid"
# What is nobody's to change here: the rows that stood before stay as they were.
FACTS = (
    "prepaid_agreement",
    "prepaid_approval",
    "prepaid_consent",
    "prepaid_contract",
    "prepaid_dispute",
    "prepaid_entry",
    "prepaid_grant",
    "prepaid_hold",
    "prepaid_meter",
    "prepaid_plan",
    "prepaid_pool_line",
    "prepaid_rate",
    "prepaid_recognition",
    "prepaid_refill",
    "prepaid_response",
    "prepaid_share",
    "prepaid_usage_type",
    "prepaid_withdrawal",
)
# Of these, none is added either: they are made by verbs, or by other people.
CLOSED = {*FACTS} - {"prepaid_approval", "prepaid_dispute", "prepaid_meter"}
# What colleagues do for each other.
TEAMWORK = {"prepaid_tech": {("prepaid.approval", "action_withdraw")}}
# How people of ours are told that something is not for them, or not possible.
REFUSALS = {
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.addons.sale_timesheet_prepaid.models.api.errors.ApiError",
    "werkzeug.exceptions.NotFound",
    "werkzeug.exceptions.UnprocessableEntity",
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAttacks(PortalCommon, ApiCommon):
    """What people try through the API on figures and answers that are not theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller", "sales_team.group_sale_salesman")
        cls._employee(cls.user)
        cls._rate(cls.plan, factor=2)
        cls.env["prepaid.response"].create(
            {"name": "Within an hour", "hours": 1, "plan_id": cls.plan.id}
        )
        cls.contract.action_send_agreement()
        line = cls._log(cls, 30).sudo()
        cls.line = line
        Dispute_sudo = cls.env["prepaid.dispute"].sudo()
        Dispute_sudo._ask(line.prepaid_entry_ids, cls.colleague, "Why?")
        approval = cls.env["prepaid.approval"].create(
            {
                "name": "Restore",
                "contract_id": cls.contract.id,
                "task_id": cls.task.id,
                "quantity": 60,
            }
        )
        approval.action_ask()
        approval.sudo()._answer(True, "Ann")
        cls.contract.refill_product_id = cls.pack
        consent = {"contract_id": cls.contract.id, "partner_id": cls.colleague.id}
        consent |= {"text": "Charge me", "cap_amount": 2000}
        cls.env["prepaid.consent"].sudo().create(consent)
        withdrawal = {"order_id": cls._order(cls).id, "date": "2026-03-16 10:00:00"}
        withdrawal |= {"channel": "page", "person": "Ann", "text": "I withdraw"}
        cls.env["prepaid.withdrawal"].sudo().create(withdrawal)
        cls.contract.sudo()._refill(force=True)
        cls.env["prepaid.meter"].with_user(cls.other_technician).start(
            False, cls.task.id
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.answers = Counter()
        self.env.flush_all()
        self.before = self._read_facts()

    # === HELPERS === #

    def _read_facts(self):
        return {
            table: dict(
                self.env.execute_query(
                    SQL(
                        "SELECT id, to_jsonb(fact) - 'write_date' - 'write_uid'"
                        " FROM %s AS fact",
                        SQL.identifier(table),
                    )
                )
            )
            for table in FACTS
        }

    def _call(self, door, model, method, **kwargs):
        """Call a method as the API does; count the answer; return it."""
        response = self._send(self.key, model, method, **kwargs)
        body = response.json()
        if response.status_code == HTTPStatus.OK:
            self.answers[door, "done"] += 1
            return body
        name = body["name"]
        if door == "verbs" and kwargs["ids"]:
            self.assertIn(name, REFUSALS, f"{model}.{method}: {body['message']}")
        self.answers[door, name.rsplit(".")[-1]] += 1
        return None

    def assertFactsStand(self, attack):
        self.env.invalidate_all()
        after = self._read_facts()
        for table, rows in self.before.items():
            for record_id, row in rows.items():
                self.assertEqual(after[table].get(record_id), row, (attack, table))
            if table in CLOSED:
                self.assertEqual(after[table].keys(), rows.keys(), (attack, table))

    def _get_models(self):
        """Return the models with tables and a record that is not the attacker's."""
        for table in FACTS:
            name = table.replace("_", ".")
            record = self.env[name].sudo().search([], order="id", limit=1)
            yield self.env[name], record

    def _get_vals(self, record):
        """Return another value for each stored field, one at a time."""
        for name, field in record._fields.items():
            if field.store and name not in ("id", "write_date", "write_uid"):
                vals = _get_other_value(record, field)
                if vals is not None:
                    yield name, vals

    def _get_verbs(self, Model):
        """Return the names of the public methods that the addon gives a model."""
        return sorted(
            name
            for cls in type(Model).mro()
            if cls.__module__.startswith(ADDON)
            for name, value in vars(cls).items()
            if callable(value)
            and not name.startswith("_")
            and not isinstance(value, type)
        )

    def _attack(self, user):
        self.key = self._key(user)
        self.teamwork = TEAMWORK.get(user.login, set())
        with mute_logger(
            "odoo.http", "odoo.sql_db", "odoo.addons.rpc.controllers.json2"
        ):
            for Model, record in self._get_models():
                self._attack_model(Model, record)
            self._attack_others()
        for (door, answer), count in sorted(self.answers.items()):
            _logger.info("%s: %s: %s %s", user.login, door, count, answer)

    def _attack_model(self, Model, record):
        name = Model._name
        vals_list = []
        for field, value in self._get_vals(record):
            vals_list.append((field, value))
            self._call("write", name, "write", ids=record.ids, vals={field: value})
            self._call(
                "default",
                "ir.default",
                "set",
                model_name=name,
                field_name=field,
                value=value,
                user_id=True,
            )
        copied = {
            field: record[field].id if hasattr(record[field], "ids") else record[field]
            for field, value in vals_list
            if record._fields[field].type not in ("one2many", "many2many", "binary")
        }
        for vals in ({}, copied, dict(vals_list)):
            self._call("create", name, "create", vals_list=[vals])
        self._call(
            "import",
            name,
            "load",
            fields=[".id", *(f for f, _v in vals_list[:6])],
            data=[[str(record.id), *(str(v) for _f, v in vals_list[:6])]],
        )
        for verb in ("unlink", "copy", "action_archive", "get_portal_url"):
            if hasattr(record, verb):
                self._call("unlink, copy", name, verb, ids=record.ids)
        self.assertFactsStand(f"records of {name}")
        for verb in self._get_verbs(Model):
            if (name, verb) in self.teamwork:
                continue
            for ids in ([], record.ids):
                self._call("verbs", name, verb, ids=ids)
            self.assertFactsStand(f"{name}.{verb}")

    def _attack_others(self):
        """Reach for the facts through the records of Odoo that point at them."""
        grant = self.contract.grant_ids
        entry = self.line.prepaid_entry_ids
        doors = [
            ("account.analytic.line", self.line, {"metered_minutes": 1}),
            ("account.analytic.line", self.line, {"prepaid_quantity": 1}),
            (
                "account.analytic.line",
                self.line,
                {"prepaid_entry_ids": [[1, entry.id, {"quantity": 0}]]},
            ),
            ("account.analytic.line", self.line, {"prepaid_entry_ids": [[5, 0, 0]]}),
            ("project.task", self.task, {"prepaid_contract_id": self.contract.id}),
            (
                "res.partner",
                self.client,
                {"prepaid_contract_ids": [[1, self.contract.id, {"balance": 9999}]]},
            ),
            (
                "prepaid.contract",
                self.contract,
                {"grant_ids": [[1, grant.id, {"quantity": 9999}]]},
            ),
            (
                "prepaid.contract",
                self.contract,
                {"entry_ids": [[0, 0, {"quantity": 9999, "kind": "grant"}]]},
            ),
            ("res.company", self.company, {"prepaid_grant_policy": "confirmed"}),
            ("product.product", self.pack, {"prepaid_quantity": 9999}),
        ]
        for model, record, vals in doors:
            self._call("x2many, others", model, "write", ids=record.ids, vals=vals)
            self.assertFactsStand(f"{model}: {vals}")
        self.assertEqual(self.line.metered_minutes, 30)
        self.assertEqual(self.company.prepaid_grant_policy, "paid")
        self.assertEqual(self.pack.prepaid_quantity, 600)

    # === ATTACKERS === #

    def test_a_technician_changes_no_fact(self):
        self._attack(self.technician)

    def test_a_salesperson_changes_no_fact(self):
        self._attack(self.seller)

    def test_a_client_changes_no_fact(self):
        self._attack(self.ann)

    def test_a_stranger_changes_no_fact_and_reads_none(self):
        self._attack(self.bob)
        for Model, _record in self._get_models():
            if Model._name not in ("prepaid.plan", "prepaid.usage.type"):
                found = self._call("read", Model._name, "search", domain=[])
                self.assertFalse(found, Model._name)


def _get_other_value(record, field):
    """Return a value that is not the record's, as JSON; None where there is none."""
    value = record[field.name]
    if field.type in ("integer", "float", "monetary"):
        return (value or 0) + 777
    if field.type == "boolean":
        return not value
    if field.type in ("char", "text", "html"):
        return "Not mine"
    if field.type in ("date", "datetime"):
        return date(2031, 5, 6)
    if field.type == "selection":
        keys = field.get_values(record.env)
        return next((key for key in keys if key != value), None)
    if field.type == "many2one":
        others = record.env[field.comodel_name].sudo().search([], limit=2) - value
        return others[:1].id or False
    if field.type in ("one2many", "many2many"):
        return [[5, 0, 0]]
    return {} if field.type == "json" else None
