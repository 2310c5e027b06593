"""A strict, stateful double of Stripe, for tests: the standard library only.

It knows customers, saved methods, intents, captures, refunds, disputes, events signed
as Stripe signs them, and idempotency keys; it refuses parameters that it does not know.
Its ledger tells what was really charged. ``python -m fake_stripe`` runs it as a process
of its own; ``client.FakeStripe`` starts it either way and speaks to it.
"""
