{
    "name": "Prepaid Hours: eWallets",
    "summary": "Balances of eWallets become prepaid credit, and can be undone",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "LGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet_prepaid", "sale_loyalty"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
