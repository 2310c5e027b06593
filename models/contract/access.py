"""Who may know what, where a field says so: the groups that read prices."""

PRICE_GROUPS = (
    "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user,"
    "account.group_account_readonly,account.group_account_invoice"
)
