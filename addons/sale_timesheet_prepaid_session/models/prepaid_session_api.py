from odoo import api, models
from odoo.exceptions import UserError

MINUTES_HELD = 60


class PrepaidSession(models.Model):
    """What telephone systems and other machines call, over JSON-2.

    Every call may be repeated: a session is known by its external reference. The
    caller needs an API key of a user who logs time, and talks as that user, or, who
    approves timesheets, as anybody.
    """

    _inherit = "prepaid.session"

    @api.model
    def begin(self, external_ref, usage_type_id, partner_id, **where):
        """Open a talk that a contract pays, and start its clock; return `get_state`.

        ``where`` may name project_id (default: the talk page's), offer_id, user_id
        (default: the caller), minutes (credit to set aside, 60 by default) and
        subject. Asked again with the same reference it changes nothing. Raise a
        UserError, and hold nothing, where no contract covers it.
        """
        session = self._find(external_ref)
        if not session:
            vals = self._prepare_begin_vals(external_ref, usage_type_id, partner_id)
            session = self._open(vals, **where)
        if session.sudo().state in ("accepted", "secured"):
            session_sudo = session._check_staff()
            session_sudo._secure()
            session_sudo._start()
        return session.get_state()

    @api.model
    @api.readonly
    def find(self, external_ref):
        """Return the state of the session with a reference, or False."""
        session = self._find(external_ref)
        return session.get_state() if session else False

    def attach(self, recording):
        """Keep where the recording of a session is; the last one said counts."""
        self._check_staff().recording = recording

    @api.readonly
    def get_state(self):
        """Return a session as plain data: minutes are whole, times are UTC."""
        self.ensure_one()
        self.check_access("read")
        session = self.sudo()
        return {
            "id": session.id,
            "name": session.name,
            "external_ref": session.external_ref or None,
            "state": session.state,
            "is_paused": session._is_paused(),
            "started_at": _to_text(session.started_at),
            "stops_at": _to_text(session.stop_at),
            "stopped_at": _to_text(session.stopped_at),
            "seconds": session.meter_id._get_seconds() if session.meter_id else 0,
            "worked_minutes": session.worked_minutes,
            "metered_minutes": session.metered_minutes,
            "timesheet_id": session.timesheet_id.id or None,
            "recording": session.recording or None,
        }

    def _is_paused(self):
        return self.state == "running" and self.meter_id.state == "paused"

    @api.model
    def _find(self, external_ref):
        domain = [
            ("external_ref", "=", external_ref),
            ("company_id", "=", self.env.company.id),
        ]
        return self.search(domain)

    @api.model
    def _prepare_begin_vals(self, external_ref, usage_type_id, partner_id):
        """Return the vals of a session that a machine begins, once they are known."""
        if not external_ref:
            raise UserError(self.env._("Say what the other system calls the talk."))
        found = {
            "usage_type_id": self.env["prepaid.usage.type"].browse(usage_type_id),
            "partner_id": self.env["res.partner"].browse(partner_id),
        }
        for record in found.values():
            if not record.exists():
                raise UserError(
                    self.env._(
                        "There is no %(kind)s with the number %(number)s.",
                        kind=record._description,
                        number=record.id,
                    )
                )
            record.check_access("read")
        return {name: record.id for name, record in found.items()} | {
            "external_ref": external_ref
        }

    @api.model
    def _open(self, vals, project_id=None, offer_id=None, user_id=None, **facts):
        """Create and accept a session for a client who has a contract."""
        offer = self.env["prepaid.session.offer"].browse(offer_id or [])
        project = self.env["project.project"].browse(project_id or [])
        project = project or offer.sudo().project_id
        project.check_access("read")
        if not project:
            raise UserError(self.env._("Name the project whose ticket the talk is."))
        user = self.env["res.users"].browse(user_id or self.env.uid)
        self._check_talks(user)
        unknown = facts.keys() - {"minutes", "subject"}
        if unknown:
            raise UserError(
                self.env._(
                    "A talk takes no %(names)s.", names=", ".join(sorted(unknown))
                )
            )
        company = project.sudo().company_id or self.env.company
        session_sudo = self.sudo().new(
            vals | {"project_id": project.id, "company_id": company.id}
        )
        contract = session_sudo._find_covering()
        if not contract:
            raise UserError(
                self.env._(
                    "No contract of %(client)s covers this. Sell credit first, or "
                    "book the talk on its page.",
                    client=session_sudo.partner_id.display_name,
                )
            )
        vals |= {
            "company_id": company.id,
            "project_id": project.id,
            "offer_id": offer.id,
            "user_id": user.id,
            "plan_id": contract.plan_id.id,
            "currency_id": contract.currency_id.id,
            "planned_start": self.env.cr.now().replace(microsecond=0),
            "planned_minutes": facts.get("minutes") or MINUTES_HELD,
            "subject": facts.get("subject"),
        }
        session_sudo = self.sudo().create(vals)
        session_sudo._accept(self.env._("By the contract"))
        # Not enough for the whole length: securing it says how much is missing.
        if not session_sudo.contract_id:
            session_sudo.contract_id = contract
            session_sudo._freeze()
        return session_sudo.with_env(self.env)


def _to_text(moment):
    return moment.isoformat() + "Z" if moment else None
