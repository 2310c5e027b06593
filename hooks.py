def post_init_hook(env):
    """Set up deferral in the companies whose chart is already loaded."""
    companies = env["res.company"].search([("chart_template", "!=", False)])
    companies._setup_prepaid_accounts()
