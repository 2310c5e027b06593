{
    "name": "Prepaid Hours: Dashboards",
    "summary": "Who runs dry, what waits and what an hour earns, on two pages",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "LGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet_prepaid", "spreadsheet_dashboard"],
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "auto_install": True,
}
