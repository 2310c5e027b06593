{
    "name": "Prepaid Hours: Sessions",
    "summary": "Talks by the minute: accept the rules, hold the card or credit, talk, "
    "and pay exactly the minutes due",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "LGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet_prepaid", "calendar"],
    "data": [
        "security/ir.model.access.csv",
        "security/prepaid_session_rules.xml",
        "data/ir_sequence_data.xml",
        "data/ir_cron_data.xml",
        "data/ir_cron_remind_data.xml",
        "data/mail_template_session_data.xml",
        "views/prepaid_session_views.xml",
        "views/prepaid_session_offer_views.xml",
        "views/prepaid_session_meeting_views.xml",
        "views/session_page_templates.xml",
        "views/session_clock_templates.xml",
        "views/sale_timesheet_prepaid_session_menus.xml",
    ],
    "demo": ["demo/prepaid_session_demo.xml"],
    "assets": {
        "web.assets_frontend": [
            "sale_timesheet_prepaid/static/src/prepaid_meter/elapsed.js",
            "sale_timesheet_prepaid_session/static/src/session/*",
        ],
        "web.assets_tests": ["sale_timesheet_prepaid_session/static/tests/tours/*.js"],
    },
}
