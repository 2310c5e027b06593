"""Who may know what, where a field says so: the groups that read prices."""

PRICE_GROUPS = (
    "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user,"
    "account.group_account_readonly,account.group_account_invoice"
)
# Who posts journal entries, with and without the full accounting features.
POSTER_GROUPS = "account.group_account_user,account.group_account_manager"
MANAGER_GROUP = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager"
# Models whose balance more people read than what was written about them.
PAPER_MODELS = ("prepaid.contract",)


def reads_prices(user):
    """Tell whether a user reads prices, whatever the rights of the moment."""
    return user.has_groups(PRICE_GROUPS)


def reads_quantities(user, contract):
    """Tell whether a user may know what work draws: time always, money is a price."""
    return contract.unit == "time" or reads_prices(user)


def reads_papers(env):
    """Tell whether letters and files of the contracts one reads may be read too.

    They tell prices. Clients read their own, by rules of their own.
    """
    return env.su or env.user.share or reads_prices(env.user)
