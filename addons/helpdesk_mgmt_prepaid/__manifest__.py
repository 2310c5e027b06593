{
    "name": "Prepaid Hours: Helpdesk of the OCA",
    "summary": "Tickets of the OCA's helpdesk draw prepaid credit: meter, quick log, "
    "balance, extra time and response commitments on the ticket",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "AGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet_prepaid", "helpdesk_mgmt"],
    "data": [
        "security/ir.model.access.csv",
        "security/helpdesk_mgmt_prepaid_rules.xml",
        "views/account_analytic_line_views.xml",
        "views/helpdesk_ticket_views.xml",
        "views/helpdesk_ticket_line_views.xml",
        "views/helpdesk_ticket_gate_views.xml",
        "views/helpdesk_ticket_team_views.xml",
        "views/prepaid_approval_views.xml",
        "views/prepaid_meter_views.xml",
        "views/portal_ticket_templates.xml",
        "wizards/prepaid_ticket_views.xml",
    ],
    "demo": ["demo/helpdesk_ticket_demo.xml"],
    "assets": {
        "web.assets_backend": [
            "helpdesk_mgmt_prepaid/static/src/*.js",
        ],
        "web.assets_tests": [
            "helpdesk_mgmt_prepaid/static/tests/tours/*.js",
        ],
    },
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
