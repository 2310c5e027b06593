from odoo import SUPERUSER_ID, api, models, tools
from odoo.exceptions import AccessError

# What the names of our addons start with.
ADDONS = ("sale_timesheet_prepaid", "helpdesk_mgmt_prepaid")


class PrepaidGuarded(models.AbstractModel):
    """A model on which users write what is theirs, and the verbs the rest.

    The verbs write in sudo, after their own checks. Every other stored field of ours
    is refused at every door: write, create, import and commands of a parent raise;
    defaults that somebody put into a request or kept for themselves are not taken.
    """

    _name = "prepaid.guarded"
    _description = "Prepaid Guarded"

    # Names of the fields of ours that users write. Each class that defines stored
    # fields names its own here; those that it leaves out are ``readonly``.
    _prepaid_user_fields = frozenset()

    @api.model
    @tools.ormcache()
    def _get_our_fields(self):
        """Return the names of the stored fields that this addon adds to the model.

        One2many fields are columns of their model, which guards them. A model of ours
        has its access token too: who sets it opens the client's page.
        """
        return frozenset(
            name
            for name, field in self._fields.items()
            if self._is_ours(field) and field.store and field.type != "one2many"
        )

    @api.model
    @tools.ormcache()
    def _get_guarded_fields(self):
        """Return the names of our stored fields that only the verbs write."""
        return self._get_our_fields() - self._get_user_fields()

    @api.model
    def _get_user_fields(self):
        """Return the names that all classes of this model leave to users."""
        classes = type(self).mro()
        return frozenset().union(
            *(vars(cls).get("_prepaid_user_fields", ()) for cls in classes)
        )

    @api.model
    def _is_ours(self, field):
        if field.name == "access_token":
            return self._name.startswith("prepaid.")
        if field.name in models.MAGIC_COLUMNS:
            return False
        modules = field._modules
        return bool(modules) and all(name.startswith(ADDONS) for name in modules)

    @api.model
    def _get_undefaulted_fields(self):
        """Return the names that no request and no person may fill by a default.

        That is all of ours while a verb writes: whoever calls it brings the context.
        """
        names = self._get_our_fields()
        if self.env.su:
            return names
        access = self._has_field_access
        return {name for name in names if not access(self._fields[name], "write")}

    @api.model
    def _forget_defaults(self):
        """Return the model without what the context fills and its user may not."""
        keys = {f"default_{name}" for name in self._get_undefaulted_fields()}
        context = self.env.context
        if keys.isdisjoint(context):
            return self
        kept = {key: value for key, value in context.items() if key not in keys}
        return self.with_env(self.env(context=kept))

    def _is_refused(self, field):
        """Tell whether only the verbs write the field, and this is none."""
        return not self.env.su and field.name in self._get_guarded_fields()

    def _has_field_access(self, field, operation):
        """Refuse users what only the verbs write.

        Verbs come first: one draw asks for a thousand fields.
        """
        if self.env.su:
            return True
        if operation == "write" and self._is_refused(field):
            return False
        return super()._has_field_access(field, operation)

    def _check_field_access(self, field, operation):
        """Say in plain words what nobody may write, whatever their rights."""
        if self.env.su:
            return None
        if operation == "write" and self._is_refused(field):
            raise AccessError(
                self.env._(
                    "“%(label)s” (%(field)s) is not written by hand: Prepaid Hours "
                    "works it out. Leave it out.",
                    label=field._description_string(self.env),
                    field=field.name,
                )
            )
        return super()._check_field_access(field, operation)

    @api.model
    def default_get(self, fields):
        model = self._forget_defaults()
        return super(PrepaidGuarded, model).default_get(fields)

    @api.model_create_multi
    def create(self, vals_list):
        model = self._forget_defaults()
        records = super(PrepaidGuarded, model).create(vals_list)
        return records.with_env(self.env)


class IrDefault(models.Model):
    """What people keep as their defaults fills only what they may write."""

    _inherit = "ir.default"

    @api.model
    def _get_model_defaults(self, model_name, condition=False):
        """Leave out what the user may not write; verbs take only what is for all."""
        defaults = super()._get_model_defaults(model_name, condition)
        guarded = self.env.get(model_name)
        if not isinstance(guarded, self.pool["prepaid.guarded"]):
            return defaults
        refused = guarded._get_undefaulted_fields() & defaults.keys()
        if refused and self.env.su:
            everybody = self.with_user(SUPERUSER_ID).with_company(self.env.company)
            defaults = super(IrDefault, everybody)._get_model_defaults(
                model_name, condition
            )
            refused = guarded._get_guarded_fields()
        return {name: value for name, value in defaults.items() if name not in refused}


class IrAttachment(models.Model):
    """What a guarded field keeps in an attachment is not written through it."""

    _inherit = "ir.attachment"

    def _has_field_access(self, field, operation):
        """Ask the model of a field whose content this is."""
        owner = self.env.get(field.model_name)
        if isinstance(owner, self.pool["prepaid.guarded"]):
            return owner._has_field_access(field, operation)
        return super()._has_field_access(field, operation)
