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
        "data/website_menu_data.xml",
        "views/prepaid_session_views.xml",
        "views/prepaid_session_offer_views.xml",
        "views/sale_timesheet_prepaid_session_menus.xml",
        "views/prepaid_session_offer_page_views.xml",
        "views/talk_templates.xml",
        "views/talk_book_templates.xml",
        "views/talk_portal_templates.xml",
    ],
    "demo": [
        "demo/prepaid_session_demo.xml",
        "demo/prepaid_session_offer_page_demo.xml",
    ],
    "assets": {
        "web.assets_frontend": ["sale_timesheet_prepaid_session/static/src/talk/*"],
        "web.assets_backend": ["sale_timesheet_prepaid_session/static/src/duty/*"],
        "web.assets_tests": ["sale_timesheet_prepaid_session/static/tests/tours/*.js"],
    },
}
