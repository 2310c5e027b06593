"""Why work of a client with contracts draws no credit."""

UNCOVERED = [
    ("ended", "The contract has ended"),
    ("suspended", "The contract is suspended"),
    ("draft", "The contract is not active yet"),
    ("no_day", "No contract on that day"),
    ("no_default", "No contract is the customer's default"),
    ("company", "No contract in this company"),
    ("opt_out", "The project is not prepaid"),
    ("not_billable", "The project is not billable"),
    ("sold", "Sold by an order"),
    ("no_customer", "No customer on the ticket"),
    ("chosen", "Taken off by hand"),
    ("ready", "A contract can cover it now"),
    ("waiting", "Waiting for the client"),
    ("refused", "The client refused it"),
]
# What somebody decided, or will: it asks nobody here for an answer.
DECIDED = ("opt_out", "not_billable", "sold", "chosen", "waiting")
