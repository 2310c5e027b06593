import threading
from contextlib import suppress
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name

MINUTES = 10


class ConcurrencyCommon(BaseCase):
    """Real transactions on real connections, committed, then swept away."""

    def setUp(self):
        super().setUp()
        self.registry_ = Registry(get_db_name())
        # Losers wait a random while before they try again; not that long here.
        sleep = patch("odoo.service.model.time.sleep", lambda seconds: None)
        sleep.start()
        self.addCleanup(sleep.stop)
        self.addCleanup(self._sweep)
        self.created = []
        self.ids = self._commit(self._make)

    def _commit(self, function):
        """Run a function in its own transaction, as a request does: with retries."""
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return retrying(partial(function, env), env)

    def _make(self, env):
        client = env["res.partner"].create({"name": "Racing client"})
        plan = env["prepaid.plan"].create({"name": "Racing plan", "unit": "time"})
        pack = env["product.product"].create(
            {
                "name": "Racing pack",
                "type": "service",
                "invoice_policy": "order",
                "is_prepaid_pack": True,
                "prepaid_plan_id": plan.id,
                "prepaid_quantity": 60,
                "list_price": 100,
                "taxes_id": False,
            }
        )
        contract = env["prepaid.contract"].create(
            {
                "partner_id": client.id,
                "plan_id": plan.id,
                "state": "active",
                "is_default": True,
                "refill_trigger": "threshold",
                "low_threshold": 30,
            }
        )
        env["prepaid.grant"].create(
            {"contract_id": contract.id, "quantity": 60, "name": "Opening"}
        )
        project = env["project.project"].create(
            {
                "name": "Racing",
                "partner_id": client.id,
                "allow_timesheets": True,
                "allow_billable": True,
            }
        )
        employee = env["hr.employee"].create({"name": "Racer"})
        self.created = [project, employee, contract, pack, plan, client]
        return {
            "contract": contract.id,
            "project": project.id,
            "employee": employee.id,
            "client": client.id,
            "pack": pack.id,
        }

    def _make_charged(self, env, token, pack_id):
        """Make a contract whose client agreed to be charged and whose credit is low."""
        contract = env["prepaid.contract"].create(
            {
                "partner_id": token.partner_id.id,
                "plan_id": env["product.product"].browse(pack_id).prepaid_plan_id.id,
                "state": "active",
                "is_default": True,
                "refill_mode": "charge",
                "refill_trigger": "threshold",
                "refill_product_id": pack_id,
                "payment_token_id": token.id,
                "low_threshold": 30,
            }
        )
        env["prepaid.consent"].create(
            {
                "contract_id": contract.id,
                "partner_id": token.partner_id.id,
                "text": "Yes",
                "cap_amount": 1000,
                "token_id": token.id,
            }
        )
        env["prepaid.grant"].create(
            {"contract_id": contract.id, "quantity": 10, "name": "Opening"}
        )
        contract.refill_due = True

    def _sweep_payments(self, env):
        """Delete what charges left: payments, transactions, consents."""
        partners = env["res.partner"].browse(self.ids["clients"])
        txs = env["payment.transaction"].search([("partner_id", "in", partners.ids)])
        payments = txs.payment_id
        contracts = env["prepaid.contract"].search([("partner_id", "in", partners.ids)])
        txs.unlink()
        payments.move_id.line_ids.remove_move_reconcile()
        payments.action_draft()
        payments.unlink()
        env.flush_all()
        env.cr.execute(
            "DELETE FROM prepaid_consent WHERE contract_id = ANY(%s)", [contracts.ids]
        )
        env.invalidate_all()
        contracts.payment_token_id = False
        tokens = env["payment.token"].with_context(active_test=False)
        tokens.search([("partner_id", "in", partners.ids)]).unlink()
        contracts.refill_ids.unlink()

    def _sweep(self):
        """Delete what was committed, past the trigger that keeps entries."""
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner_ids = [r.id for r in self.created if r._name == "res.partner"]
            contracts = env["prepaid.contract"].search(
                [("partner_id", "in", partner_ids)]
            )
            moves = env["account.move"].search(
                [("line_ids.partner_id", "in", partner_ids)]
            )
            lines = env["account.analytic.line"].search(
                [("prepaid_contract_id", "in", contracts.ids)]
            )
            cr.execute("ALTER TABLE prepaid_entry DISABLE TRIGGER USER")
            cr.execute(
                "DELETE FROM prepaid_entry WHERE contract_id = ANY(%s)", [contracts.ids]
            )
            cr.execute("ALTER TABLE prepaid_entry ENABLE TRIGGER USER")
            cr.execute(
                "DELETE FROM prepaid_recognition WHERE move_id = ANY(%s)", [moves.ids]
            )
            cr.execute(
                "DELETE FROM prepaid_grant WHERE contract_id = ANY(%s)", [contracts.ids]
            )
            env.invalidate_all()
            lines.prepaid_contract_id = False
            lines.unlink()
            moves.filtered(lambda move: move.state == "posted").button_draft()
            moves.with_context(force_delete=True).unlink()
            orders = env["sale.order"].search([("partner_id", "in", partner_ids)])
            orders._action_cancel()
            orders.unlink()
            contracts.unlink()
            for records in self.created:
                records.with_env(env).exists().unlink()

    def _log(self, env, **over):
        return env["account.analytic.line"].create(
            {
                "name": "Race",
                "project_id": self.ids["project"],
                "employee_id": self.ids["employee"],
                "unit_amount": MINUTES / 60,
            }
            | over
        )

    def _race(self, function, runners):
        """Run a function in many threads at once; return (done, refused)."""
        outcome, gate = [], threading.Barrier(runners)

        def run():
            gate.wait()
            try:
                outcome.append(bool(self._commit(function)) or True)
            except UserError:
                outcome.append(False)

        threads = [threading.Thread(target=run) for _number in range(runners)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return outcome.count(True), outcome.count(False)

    def _read(self, function):
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(env["prepaid.contract"]._check_integrity(), [])
            return function(env["prepaid.contract"].browse(self.ids["contract"]))

    def _take_turn(self, left):
        """Return an id of one's own for each thread, the same when it tries again."""
        thread = threading.current_thread()
        if not hasattr(thread, "prepaid_turn"):
            thread.prepaid_turn = left.pop()
        return thread.prepaid_turn

    def _hire(self, env):
        """Make the racing employee a technician with a login."""
        user = env["res.users"].create({"name": "Racer", "login": "prepaid_racer"})
        user.group_ids += env.ref("hr_timesheet.group_hr_timesheet_user")
        env["hr.employee"].browse(self.ids["employee"]).user_id = user
        self.created.append(user.partner_id)
        return user.id

    def _dismiss(self, env, user_id):
        env["prepaid.meter"].search([("user_id", "=", user_id)]).unlink()
        env["hr.employee"].browse(self.ids["employee"]).user_id = False
        env["res.users"].browse(user_id).unlink()

    def _try(self, function):
        with suppress(UserError):
            self._commit(function)
