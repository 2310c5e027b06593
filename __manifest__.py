{
    "name": "Prepaid Hours",
    "summary": "Sell hours and credit packs, draw them down by the minute, refill "
    "them with native invoices",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "LGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet", "website_sale"],
    "data": [
        "security/sale_timesheet_prepaid_groups.xml",
        "security/ir.model.access.csv",
        "security/sale_timesheet_prepaid_rules.xml",
        "data/ir_sequence_data.xml",
        "data/ir_cron_data.xml",
        "data/mail_template_data.xml",
        "data/prepaid_usage_type_data.xml",
    ],
    "demo": [],
    "application": True,
    "installable": True,
}
