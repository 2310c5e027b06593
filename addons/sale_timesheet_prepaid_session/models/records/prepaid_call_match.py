from collections import defaultdict

from odoo import models

from odoo.addons.phone_validation.tools.phone_validation import phone_format

from .parties import is_masked
from .reading import clean_number


class PrepaidCallRecord(models.Model):
    """Whose a call is and who talked: known, found once, or asked. Never guessed."""

    _inherit = "prepaid.call.record"

    def _judge(self):
        """Find out of each call what it is. Safe to repeat; imported ones stay."""
        open_records = self.filtered(lambda record: record.state != "imported")
        for company, records in open_records.grouped("company_id").items():
            self.env["prepaid.call.judge"]._judge(company, records)
            ready = records.filtered(lambda record: record.state == "ready")
            (records - ready).write({"contract_id": False, "quantity": 0})
            ready._foresee()


class PrepaidCallJudge(models.AbstractModel):
    """Looks up what all calls of a company need, at once, and decides each."""

    _name = "prepaid.call.judge"
    _description = "Matching of Calls"

    def _judge(self, company, records):
        known = self.env["prepaid.call.known"]
        numbers = set(records.mapped("number")) - {False}
        agents = set(records.mapped("agent")) - {False}
        facts = {
            "numbers": known._get_known(company, "number", numbers),
            "agents": known._get_known(company, "agent", agents),
            "owners": self._find_owners(company, numbers),
            "people": self._find_people(company),
            "employees": self._find_employees(company).user_id,
            "imported": self._find_imported(company, records),
            "rules": self.env["prepaid.call.rule"]
            .sudo()
            .search([("company_id", "=", company.id)]),
        }
        for record in records:
            self._match_partner(record, facts)
            self._match_user(record, facts)
            self._match_usage_type(record, facts)
            state, problem = self._decide(record, facts)
            if (record.state, record.problem) != (state, problem):
                record.write({"state": state, "problem": problem})

    # === LOOKING UP === #

    def _find_owners(self, company, numbers):
        """Return {E.164: partners, archived ones too}."""
        partners = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("phone_sanitized", "in", list(numbers)),
                    ("company_id", "in", [False, company.id]),
                ]
            )
        )
        return partners.grouped("phone_sanitized")

    def _find_employees(self, company):
        return (
            self.env["hr.employee"]
            .sudo()
            .search([("company_id", "=", company.id), ("user_id", "!=", False)])
        )

    def _find_people(self, company):
        """Return {extension, e-mail or name: users}."""
        people = defaultdict(self.env["res.users"].sudo().browse)
        for employee in self._find_employees(company):
            user = employee.user_id
            keys = {user.login, user.email, employee.work_email, employee.name}
            keys |= {employee.work_phone, employee.mobile_phone}
            for key in keys - {False, None}:
                people[key.strip().casefold()] |= user
        return people

    def _find_imported(self, company, records):
        """Return what tells calls that are imported already, as sets of keys."""
        found = {"ref": set(), "bare": set(), "any": set()}
        keys = records.mapped("fingerprint") + records.mapped("written")
        done = records.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "imported"),
                "|",
                ("fingerprint", "in", keys),
                ("written", "in", keys),
            ]
        )
        for record in done:
            for key in (record.fingerprint, record.written):
                found["any"].add(key)
                if not record.source_id:
                    found["bare"].add(key)
        sessions = self.env["prepaid.session"].sudo()
        domain = [
            ("company_id", "=", company.id),
            ("external_ref", "in", records.mapped("external_ref")),
        ]
        found["ref"].update(sessions.search(domain).mapped("external_ref"))
        return found

    # === MATCHING === #

    def _match_partner(self, record, facts):
        if record.is_partner_chosen:
            return
        known = facts["numbers"].get(record.number)
        owners = facts["owners"].get(record.number, self.env["res.partner"].sudo())
        active = owners.filtered("active")
        clients = active if len(active) == 1 else active.commercial_partner_id
        partner = known.partner_id if known else clients
        self._set(record, "partner_id", partner if len(partner) == 1 else partner[:0])
        doubtful = owners if len(partner) != 1 else owners[:0]
        if record.candidate_ids != doubtful:
            record.candidate_ids = doubtful

    def _match_user(self, record, facts):
        if record.is_user_chosen:
            return
        known = facts["agents"].get(record.agent)
        users = known.user_id if known else facts["people"].get(record.agent)
        self._set(
            record,
            "user_id",
            users if users and len(users) == 1 else self.env["res.users"],
        )

    def _match_usage_type(self, record, facts):
        if record.is_usage_type_chosen and record.usage_type_id:
            return
        usual = record.import_id.layout_id.usage_type_id
        self._set(
            record, "usage_type_id", facts["rules"]._find_usage_type(record) or usual
        )

    def _set(self, record, name, value):
        if record[name] != value:
            record[name] = value

    # === DECIDING === #

    def _decide(self, record, facts):
        """Return the state of a call and why."""
        problem = self._get_no_work(record, facts)
        if problem:
            return "ignored", problem
        problem = self._get_doubt(record, facts)
        return ("review", problem) if problem else ("ready", False)

    def _get_no_work(self, record, facts):
        known = facts["numbers"].get(record.number)
        users = record.partner_id.sudo().user_ids
        if record.is_left_out:
            return "by_hand"
        if record.kind != "talk":
            return record.kind
        if not record.minutes:
            return "short"
        if self._is_imported(record, facts["imported"]):
            return "duplicate"
        if known and known.is_ignored and not record.is_partner_chosen:
            return "no_client"
        return any(not user.share for user in users) and "internal"

    def _is_imported(self, record, imported):
        if record.external_ref in imported["ref"]:
            return True
        # Where both have numbers of their own, these tell.
        told = imported["bare" if record.source_id else "any"]
        return record.fingerprint in told or record.written in told

    def _get_doubt(self, record, facts):
        if not record.partner_id:
            return self._get_number_problem(record)
        if not record.user_id:
            return "unknown_agent"
        if record.user_id not in facts["employees"]:
            return "no_employee"
        return record.copy_number and not record.is_wanted and "equal"

    def _get_number_problem(self, record):
        if not record.number_text:
            return "withheld"
        if not record.number:
            return "masked"
        owners = record.candidate_ids
        if not owners:
            return "unknown_number"
        is_archived = not any(owners.mapped("active"))
        return "archived_number" if is_archived else "shared_number"

    # === NUMBERS === #

    def _get_e164(self, texts, company, prefix):
        """Return {number as written: E.164, or its figures, or False if masked}."""
        country = company.country_id
        numbers = {}
        for text in texts:
            number = "" if is_masked(text) else clean_number(text, prefix)
            numbers[text] = (
                phone_format(
                    number,
                    country.code,
                    country.phone_code,
                    force_format="E164",
                    raise_exception=False,
                )
                if number
                else False
            )
        return numbers
