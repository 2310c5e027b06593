def post_init_hook(env):
    """Set up deferral in the companies whose chart is already loaded."""
    env["res.company"].search([])._setup_prepaid_accounts()
