"""What Odoo calls when the addon goes."""

from odoo.addons.sale_timesheet_prepaid.hooks import take_down

ADDON = "sale_timesheet_prepaid_stripe"


def uninstall_hook(env):
    """Forget what Stripe said of differences; keep payments and saved cards."""
    env["base.module.uninstall"]._check_prepaid_refusals([ADDON])
    take_down(env, ADDON)
