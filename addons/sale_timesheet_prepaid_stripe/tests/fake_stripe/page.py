"""The double in a browser: what it charged, and buttons for what happens by itself."""

import html
from urllib.parse import parse_qs

# Verb, label, states of the payment in which it can happen.
BUTTONS = (
    ("settle", "The bank settles it", {"processing"}),
    ("refuse", "The bank refuses it", {"processing"}),
    ("authenticate", "The client confirms it", {"requires_action"}),
    ("dispute", "The client's bank takes it back", {"succeeded"}),
    ("refund", "Refund it in the dashboard", {"succeeded"}),
    ("win", "The dispute is won", {"disputed"}),
    ("lose", "The dispute is lost", {"disputed"}),
)
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<title>A stand-in for Stripe</title>
<style>body{{font:16px sans-serif;margin:2rem;max-width:70rem}}
td,th{{padding:.4rem .8rem;text-align:left;border-bottom:1px solid #ddd}}
form{{display:inline}}</style>
<h1>A stand-in for Stripe</h1>
<p>Nothing is real here. Each click happens "at Stripe", which then tells Odoo.</p>
<table><tr><th>Payment<th>Amount<th>State<th>What may happen</tr>{rows}</table>
<p>{empty}</p></html>"""
ROW = "<tr><td>{name}<td>{amount:.2f} {currency}<td>{state}<td>{buttons}</tr>"
BUTTON = """<form method="post" action="/_page/{verb}">
<input type="hidden" name="intent" value="{intent}"><button>{label}</button></form> """


def render(store):
    """Return the page that lists the payments, the newest first."""
    rows = [_render_row(store, intent) for intent in store.find("payment_intent")]
    empty = "" if rows else "Nothing was charged yet."
    return PAGE.format(rows="".join(rows), empty=empty)


def _render_row(store, intent):
    states = {intent["status"]}
    charge = store.objects.get(intent["latest_charge"]) or {}
    if charge.get("disputed"):
        states = {"disputed"}
    buttons = [
        BUTTON.format(verb=verb, label=label, intent=intent["id"])
        for verb, label, when in BUTTONS
        if when & states
    ]
    return ROW.format(
        name=html.escape(intent["description"] or intent["id"]),
        amount=intent["amount"] / 100,
        currency=intent["currency"].upper(),
        state=", ".join(states).replace("_", " "),
        buttons="".join(buttons),
    )


def click(api, verb, body):
    """Let happen what a button says."""
    intent = parse_qs(body)["intent"][0]
    if verb == "settle":
        return api.settle(intent=intent)
    if verb == "refuse":
        return api.settle(intent=intent, failure="insufficient_funds")
    if verb == "authenticate":
        return api.authenticate(intent=intent)
    if verb == "dispute":
        return api.dispute(intent=intent)
    if verb == "refund":
        return api.create_refund(payment_intent=intent)
    [dispute, *_older] = api.store.find("dispute", payment_intent=intent)
    status = {"win": "won", "lose": "lost"}[verb]
    return api.close_dispute(dispute=dispute["id"], status=status)
