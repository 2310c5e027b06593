import uuid

from markupsafe import Markup

from odoo import api, fields, models

from .access import PAPER_MODELS, PRICE_GROUPS, reads_papers

# Stands for the token in what is kept of a mail.
HIDDEN_TOKEN = "hidden"


class PrepaidPage(models.AbstractModel):
    """A record with a page for its client: who gets its link, who acts on it."""

    _name = "prepaid.page"
    _description = "Page for the Client"
    _inherit = ["prepaid.discreet", "portal.mixin"]

    access_token = fields.Char(groups=PRICE_GROUPS)

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields):
        """Override of `base`: no user's default becomes a link."""
        return super().default_get([name for name in fields if name != "access_token"])

    # === THE LINK === #

    def _may_get_link(self):
        """Tell whether the user may hold the link: clients, and who reads its field."""
        if self.env.su:
            return True
        field = self._fields["access_token"]
        is_reader = self.env.user._is_portal() or self._has_field_access(field, "read")
        return is_reader and self.has_access("read")

    def _portal_ensure_token(self):
        """Override of `portal`: no token for those who may not hold the link."""
        if not self._may_get_link():
            return ""
        return super(PrepaidPage, self.sudo())._portal_ensure_token()

    def _get_share_url(
        self, redirect=False, signup_partner=False, pid=None, share_token=True
    ):
        """Override of `portal`: others get the address, and sign in to open it."""
        self.check_access("read")
        if not self._may_get_link():
            signup_partner, pid, share_token = False, None, False
        return super(PrepaidPage, self.sudo())._get_share_url(
            redirect, signup_partner, pid, share_token
        )

    def _renew_token(self):
        """Make a link that nobody knows yet."""
        for record in self.sudo():
            record.access_token = str(uuid.uuid4())

    def _sign_token(self, pid):
        """Override of `portal`: whoever posts need not read the token."""
        return super(PrepaidPage, self.sudo())._sign_token(pid)

    def _message_create(self, values_list):
        """Override of `mail`: what is kept of a mail does not hold the link."""
        return super()._message_create(
            [values | self._hide_token(values) for values in values_list]
        )

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Override of `mail`: the client's mail holds the link, if its text did.

        The token itself says so, as nobody can who does not know it.
        """
        page = self
        hidden = self._hide_token(msg_vals or {})
        if hidden and hidden["body"] != msg_vals["body"]:
            page = self.with_context(prepaid_link=self.sudo().access_token)
            msg_vals = msg_vals | hidden
        return super(PrepaidPage, page)._notify_thread(message, msg_vals, **kwargs)

    def _notify_by_email_render_layout(
        self, message, recipients_group, *args, **kwargs
    ):
        """Override of `mail`: colleagues get no link, they sign in."""
        mail = super()._notify_by_email_render_layout(
            message, recipients_group, *args, **kwargs
        )
        token = self.env.context.get("prepaid_link")
        is_colleague = recipients_group.get("notification_group_name") == "user"
        if is_colleague or not token or token != self.sudo().access_token:
            return mail
        return self._swap(mail, HIDDEN_TOKEN, token)

    def _hide_token(self, values):
        """Return the body of the values without the token of the record."""
        token = self.sudo().access_token if len(self) == 1 else False
        if not token or not values.get("body"):
            return {}
        return {"body": self._swap(values["body"], token, HIDDEN_TOKEN)}

    @api.model
    def _swap(self, text, old, new):
        swapped = str(text).replace(f"access_token={old}", f"access_token={new}")
        return Markup(swapped) if isinstance(text, Markup) else swapped

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Override of `mail`: the chatter of a contract tells prices."""
        is_closed = self._name in PAPER_MODELS and not reads_papers(self.env)
        if message_operation == "read" and is_closed:
            return {}
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    # === WHO ACTS === #

    def _is_client(self, user):
        """Tell whether a user is somebody of the customer's, with a login."""
        self.ensure_one()
        customer = self.sudo().partner_id.commercial_partner_id
        return user._is_portal() and user.partner_id.commercial_partner_id == customer

    def _get_actor(self, user, has_link, name=""):
        """Return who acts for the client, for people, or None where nobody may.

        People with a login act under their own name, other holders of the link under
        the name that they type. A colleague never acts, whatever link they hold.
        """
        if self._is_client(user):
            return user.name
        if not has_link or user._is_internal():
            return None
        typed = user.name if user._is_portal() else (name or "").strip()[:128]
        return typed and self.env._("%(name)s (by link)", name=typed)
