"""What Odoo calls when the addon goes."""

ADDON = "sale_timesheet_prepaid_loyalty"


def uninstall_hook(env):
    """Say where it matters that eWallets get nothing back any more."""
    lines = env["prepaid.opening.line"].search(
        [("loyalty_card_id", "!=", False), ("is_booked", "=", True)]
    )
    for opening, group in lines.grouped("opening_id").items():
        wallets = group.loyalty_card_id
        opening.message_post(
            body=env._(
                "What links credit and eWallets was uninstalled. Whoever undoes these "
                "opening balances puts the money back on the eWallets by hand: "
                "%(wallets)s.",
                wallets=", ".join(wallets.mapped("code")),
            )
        )
