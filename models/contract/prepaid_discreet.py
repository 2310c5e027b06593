from odoo import models


class PrepaidDiscreet(models.AbstractModel):
    """A record that clients read without the names of the staff behind it.

    Their pages show who worked, where the company does not hide it.
    """

    _name = "prepaid.discreet"
    _description = "Names of Staff"

    _staff_fields = ("create_uid", "write_uid")

    def _has_field_access(self, field, operation):
        is_staffs = not self.env.su and field.name in self._staff_fields
        if is_staffs and self.env.user.share:
            return False
        return super()._has_field_access(field, operation)
