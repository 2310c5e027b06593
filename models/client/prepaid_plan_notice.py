from odoo import models


class PrepaidPlan(models.Model):
    """What the notices of a plan's contracts look like."""

    _inherit = "prepaid.plan"

    def action_preview_granted(self):
        return self._preview_notice("granted")

    def action_preview_low(self):
        return self._preview_notice("low")

    def action_preview_used_up(self):
        return self._preview_notice("used_up")

    def action_preview_scope(self):
        return self._preview_notice("scope")

    def action_preview_expiring(self):
        return self._preview_notice("expiring")

    def action_preview_given(self):
        return self._preview_notice("given")

    def action_preview_taken(self):
        return self._preview_notice("taken")

    def action_preview_statement(self):
        return self._preview_notice("statement")

    def action_preview_review(self):
        return self._preview_notice("review")

    def _preview_notice(self, name):
        """Open Odoo's preview of a notice, on a contract of this plan if there is one.

        A notice needs no contract to be shown: without one its example is.
        """
        self.ensure_one()
        template = self.env.ref(
            f"sale_timesheet_prepaid.prepaid_contract_mail_template_{name}"
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mail.mail_template_preview_action"
        )
        contract = self.contract_ids[:1]
        context = {"default_mail_template_id": template.id}
        if contract:
            context["default_resource_ref"] = f"{contract._name},{contract.id}"
        return action | {"context": context}
