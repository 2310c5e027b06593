{
    "name": "Prepaid Hours: Sessions",
    "summary": "Talks by the minute: accept the rules, hold the card or credit, talk, "
    "and pay exactly the minutes due",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "LGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet_prepaid", "calendar", "phone_validation"],
    "data": [
        "security/ir.model.access.csv",
        "security/prepaid_session_rules.xml",
        "security/prepaid_call_rules.xml",
        "data/ir_sequence_data.xml",
        "data/ir_cron_data.xml",
        "views/prepaid_session_views.xml",
        "views/prepaid_session_offer_views.xml",
        "views/sale_timesheet_prepaid_session_menus.xml",
        "views/prepaid_call_record_views.xml",
        "views/prepaid_call_import_views.xml",
        "views/prepaid_call_settings_views.xml",
        "views/prepaid_call_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["sale_timesheet_prepaid_session/static/src/call_file/*"],
    },
}
