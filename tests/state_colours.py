"""The colour of each state, as the views and the tests of them know it."""

LEVEL = {
    "none": "success",
    "low": "warning",
    "used_up": "danger",
    "overdrawn": "danger",
}
UNCOVERED = {
    "ended": "warning",
    "suspended": "warning",
    "draft": "warning",
    "no_day": "warning",
    "no_default": "warning",
    "company": "warning",
    "no_customer": "warning",
    "ready": "success",
    "waiting": "info",
    "refused": "danger",
    # Somebody decided these: they ask nobody for anything.
    "opt_out": "muted",
    "not_billable": "muted",
    "sold": "muted",
    "chosen": "muted",
}
AGREEMENT = {"sent": "info", "signed": "success", "withdrawn": "muted"}
# The colour of each state, the same wherever it shows. Grey is for what asks nothing.
COLOURS = {
    ("prepaid.contract", "state"): {
        "draft": "info",
        "active": "success",
        "suspended": "warning",
        "closed": "muted",
    },
    ("prepaid.contract", "alert_level"): LEVEL,
    ("prepaid.contract", "forecast_state"): {
        "told": "success",
        "gathering": "info",
        "idle": "muted",
        "gone": "muted",
    },
    ("prepaid.contract", "used_level"): LEVEL,
    ("prepaid.contract", "told_level"): LEVEL,
    ("prepaid.contract", "last_told_level"): LEVEL,
    ("prepaid.contract", "agreement_state"): AGREEMENT,
    ("project.task", "prepaid_alert_level"): LEVEL,
    ("project.task", "prepaid_uncovered"): UNCOVERED,
    ("account.analytic.line", "prepaid_uncovered"): UNCOVERED,
    ("project.task", "prepaid_response_state"): {
        "waiting": "info",
        "kept": "success",
        "late": "danger",
    },
    ("prepaid.grant", "state"): {
        "pending": "info",
        "open": "success",
        "used": "muted",
        "expired": "warning",
        "void": "muted",
    },
    ("prepaid.refill", "state"): {
        "pending": "warning",
        "charging": "info",
        "bank": "info",
        "waiting": "info",
        "done": "success",
        "failed": "danger",
        "cancelled": "muted",
    },
    ("prepaid.refill", "stage"): {
        "todo": "warning",
        "client": "info",
        "bank": "info",
        "declined": "danger",
        "unpaid": "danger",
        "done": "success",
        "cancelled": "muted",
    },
    ("prepaid.grant", "payment_state"): {
        "not_paid": "warning",
        "in_payment": "success",
        "paid": "success",
        "partial": "warning",
        "reversed": "muted",
        "blocked": "muted",
        "invoicing_legacy": "muted",
    },
    ("prepaid.approval", "state"): {
        "draft": "muted",
        "asked": "info",
        "approved": "success",
        "refused": "danger",
        "withdrawn": "muted",
    },
    ("prepaid.agreement", "state"): AGREEMENT,
    ("prepaid.review", "state"): {"draft": "info", "sent": "success"},
    ("prepaid.dispute", "state"): {
        "open": "warning",
        "accepted": "info",
        "corrected": "success",
    },
    ("prepaid.meter", "state"): {
        "running": "success",
        "paused": "warning",
        "stopped": "info",
        "discarded": "muted",
    },
    ("prepaid.schedule", "state"): {
        "draft": "info",
        "running": "success",
        "paused": "warning",
        "ended": "muted",
    },
    ("prepaid.price.change", "state"): {
        "draft": "info",
        "announced": "warning",
        "done": "success",
        "cancelled": "muted",
    },
    ("prepaid.hold", "state"): {
        "held": "info",
        "posted": "success",
        "released": "muted",
        "expired": "warning",
    },
    ("prepaid.recognition", "state"): {
        "draft": "info",
        "posted": "success",
        "cancel": "muted",
    },
}
# What says of which sort a record is, or how somebody set it: words without colour.
PLAIN = {
    "charge",
    "correction",
    "interval_months",
    "invoice_grouping",
    "kind",
    "method",
    "mode",
    "months",
    "overdraft_policy",
    "overdraft_settlement",
    "prepaid_charge",
    "prepaid_credit_use",
    "prepaid_exchange",
    "prepaid_grant_policy",
    "prepaid_unit",
    "prepaid_validity",
    "prepaid_write_off",
    "qty_delivered_method",
    "refill_mode",
    "refill_trigger",
    "review_interval",
    "rounding",
    "schedule_change_policy",
    "schedule_validity",
    "unit",
}
# Who was told what: no screen shows it.
INTERNAL = {"used_level", "told_level", "last_told_level"}
# Refills are found by their stage, unpaid invoices among the invoices.
FOUND_ELSEWHERE = {("prepaid.refill", "state"), ("prepaid.grant", "payment_state")}
