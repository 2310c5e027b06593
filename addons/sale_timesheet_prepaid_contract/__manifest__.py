{
    "name": "Prepaid Hours: Recurring Contracts of the OCA",
    "summary": "Packs on the recurring invoices of OCA's contracts go to the right "
    "prepaid contract, for the period that is billed",
    "version": "19.0.0.1.0",
    "category": "Services/Timesheets",
    "license": "AGPL-3",
    "author": "Prepaid Hours contributors",
    "depends": ["sale_timesheet_prepaid", "contract"],
    "data": [
        "views/account_move_views.xml",
        "views/contract_contract_views.xml",
        "views/contract_line_views.xml",
        "views/portal_templates.xml",
    ],
    "auto_install": True,
}
