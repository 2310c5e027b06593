{
    "name": "Prepaid Hours: Stripe",
    "summary": "Charge saved cards and debits through Stripe once, hear of disputes, "
    "and compare payments with Stripe's",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "LGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet_prepaid", "payment_stripe"],
    "external_dependencies": {"python": ["stripe>=15,<17"]},
    "data": [
        "security/ir.model.access.csv",
        "security/prepaid_payment_difference_rules.xml",
        "data/ir_cron_data.xml",
        "views/payment_transaction_views.xml",
        "views/prepaid_payment_difference_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
