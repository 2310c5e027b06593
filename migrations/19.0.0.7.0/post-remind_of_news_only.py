"""Refills of before are not reminded of: somebody dunned them by hand, or not at all."""


def migrate(cr, version):
    cr.execute("UPDATE prepaid_refill SET reminder_count = 99")
