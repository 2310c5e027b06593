from functools import partial

from odoo import api, models, tools

from .events import EVENTS, Listener, Noted

KEY = "sale_timesheet_prepaid.webhook"
# While it is switched off because it fails, what happens waits.
HEARING_STATES = ("on", "failed")


class PrepaidWebhook(models.Model):
    """Who hears what: noted as it happens, put into words as the transaction ends.

    What a transaction takes back before it ends is as never done. The deliveries are
    rows of the same transaction: if it is rolled back, nothing is sent.
    """

    _inherit = "prepaid.webhook"

    # === WHO LISTENS === #

    @api.model
    def _get_heard_fields(self):
        """Return the fields that say what an endpoint hears."""
        return {
            *("state", "active", "company_id", "with_prices"),
            *("scope", "plan_ids", "contract_ids"),
            *EVENTS.values(),
        }

    @api.model
    def _forget_listeners(self):
        self.env.registry.clear_cache()

    @api.model
    @tools.ormcache()
    def _get_listeners(self):
        """Return what every endpoint hears (Listener), of all companies.

        Kept, for it is asked at every movement of credit.
        """
        webhooks = self.sudo().search([("state", "in", HEARING_STATES)], order="id")
        return tuple(webhook._as_listener() for webhook in webhooks)

    def _as_listener(self):
        events = (event for event, field in EVENTS.items() if self[field])
        return Listener(
            self.id,
            self.company_id.id,
            frozenset(events),
            self.with_prices,
            frozenset(self.plan_ids.ids) if self.scope == "plans" else None,
            frozenset(self.contract_ids.ids) if self.scope == "contracts" else None,
        )

    @api.model
    def _find_listeners(self, event, contract):
        """Return the endpoints (Listener) that hear of an event of a contract."""
        listeners = self._get_listeners()
        if not listeners:
            return []
        contract = contract.sudo()
        about = contract.company_id.id, contract.plan_id.id, contract.id
        return [each for each in listeners if each.hears(event, *about)]

    # === WHAT HAPPENED === #

    @api.model
    def _get_noted(self):
        """Return what this transaction has noted (Noted), to add to it.

        Not by who is there: what is told is told by the system.
        """
        precommit = self.env.cr.precommit
        if KEY not in precommit.data:
            precommit.data[KEY] = Noted()
            webhooks = self.with_env(self.env(su=True, context={}))
            precommit.add(webhooks._tell_noted)
        return precommit.data[KEY]

    @api.model
    def _note_fact(self, event, contract, record, **about):
        """Note an event that is over once it has happened.

        Its record puts it into words, of what else it is ``about``.
        """
        if self._find_listeners(event, contract):
            fact = (event, contract.id, record._name, record.id, about)
            self._get_noted().facts.append(fact)

    @api.model
    def _tell_noted(self):
        """Queue what the transaction did, seen from its end."""
        noted = self.env.cr.precommit.data.pop(KEY)
        facts = [
            *self.env["prepaid.contract"]._get_level_facts(noted.levels),
            *self.env["prepaid.entry"]._get_work_facts(noted.work),
            *self.env["prepaid.refill"]._get_refill_facts(noted.refills),
        ]
        for event, contract_id, model, number, about in noted.facts:
            record = self.env[model].browse(number).exists()
            contract = self.env["prepaid.contract"].browse(contract_id).exists()
            if record and contract:
                prepare = partial(record._prepare_fact, **about)
                facts.append((event, contract, prepare))
        self.env["prepaid.webhook.delivery"]._queue(facts)
