{
    "name": "Prepaid Hours: Services",
    "summary": "Services at a fixed cost that clients book against their credit: set "
    "aside at booking, used at delivery",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "LGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet_prepaid"],
    "data": [
        "security/ir.model.access.csv",
        "security/prepaid_service_rules.xml",
        "data/ir_cron_data.xml",
        "wizards/prepaid_service_answer_views.xml",
        "views/prepaid_service_request_views.xml",
        "views/product_template_views.xml",
        "views/project_task_views.xml",
        "views/portal_service_templates.xml",
        "views/sale_timesheet_prepaid_service_menus.xml",
    ],
    "demo": ["demo/prepaid_service_demo.xml"],
    "assets": {
        "web.assets_tests": [
            "sale_timesheet_prepaid_service/static/tests/tours/*.js",
        ],
    },
    "uninstall_hook": "uninstall_hook",
}
