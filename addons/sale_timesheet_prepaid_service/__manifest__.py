{
    "name": "Prepaid Hours: Services Against Credit",
    "summary": "Clients book services of fixed minutes or money from their credit: "
    "held at booking, drawn at delivery",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "LGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet_prepaid"],
    "data": [
        "security/ir.model.access.csv",
        "security/prepaid_request_rules.xml",
        "data/ir_sequence_data.xml",
        "data/ir_cron_data.xml",
        "data/mail_template_data.xml",
        "wizards/prepaid_request_end_views.xml",
        "views/product_template_views.xml",
        "views/prepaid_request_views.xml",
        "views/project_task_views.xml",
        "views/portal_service_templates.xml",
    ],
    "demo": ["demo/prepaid_service_demo.xml"],
}
