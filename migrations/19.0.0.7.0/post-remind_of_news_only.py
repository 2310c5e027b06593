"""Refills of before are not reminded of: somebody did by hand, or wanted none."""


def migrate(cr, version):
    cr.execute("UPDATE prepaid_refill SET reminder_count = 99")
