"""The whole story, played through a running server as a client would.

A step prints what came out and what was expected; `play` tells whether all agreed.
"""

from draws import check_draws
from machines import check_machines
from meter import check_meter
from tooling.client import Client, ServerError
from tooling.output import say

PRODUCT = "10 hours of support"
CLIENT = "nora"
EMAIL = "nora@example.com"
ADDRESS = ("street", "city", "zip", "phone")


class Story:
    """The steps so far, and whether their figures are right."""

    def __init__(self):
        self.steps = 0
        self.wrong = 0

    def tell(self, title):
        """Print the title of the next part."""
        say(f"\n{title}")

    def expect(self, label, actual, expected):
        """Print a figure, and remember whether it is the expected one."""
        self.steps += 1
        if actual == expected:
            say(f"  ✓ {label}: {actual}")
        else:
            self.wrong += 1
            say(f"  ✗ {label}: {actual}, expected {expected}")

    def end(self):
        """Print the result and return whether every figure was right."""
        say(f"\n{self.steps - self.wrong} of {self.steps} figures are right.")
        return not self.wrong


def play(url, database):
    """Play the story and return whether every figure was right."""
    story = Story()
    admin = Client(url, database).sign_in("admin", "admin")
    make_client(admin)
    client = Client(url, database).sign_in(CLIENT, CLIENT)
    order_id = buy(story, client, get_product(admin, PRODUCT))
    check_purchase(story, admin, order_id)
    contract_id = check_draws(story, admin, order_id)
    check_meter(story, admin, client, contract_id)
    check_machines(story, admin, EMAIL, contract_id)
    return story.end()


def make_client(admin):
    """Make a client who signs in and has bought nothing yet."""
    groups = admin.read("res.users", [("login", "=", "portal")], "group_ids")
    vals = {
        "name": "Nora of the story",
        "login": CLIENT,
        "password": CLIENT,
        "email": EMAIL,
        "group_ids": [(6, 0, groups["group_ids"])],
    }
    user_id = admin.call("res.users", "create", vals)
    address = admin.read(
        "res.partner",
        [("name", "=", "Joel Willis")],
        *ADDRESS,
        "country_id",
        "state_id",
    )
    partner_id = admin.read("res.users", [("id", "=", user_id)], "partner_id")
    admin.call(
        "res.partner",
        "write",
        [partner_id["partner_id"][0]],
        {name: address[name] for name in ADDRESS}
        | {name: address[name][0] for name in ("country_id", "state_id")},
    )


def get_product(admin, name):
    """Return the product of that name, published in the shop."""
    product = admin.read("product.product", [("name", "=", name)], "product_tmpl_id")
    admin.call(
        "product.template",
        "write",
        [product["product_tmpl_id"][0]],
        {"is_published": True},
    )
    return product


def buy(story, client, product):
    """Order the product in the shop, pay it online and return the order's id."""
    story.tell("The client buys in the shop")
    cart = client.post(
        "/shop/cart/add",
        product_template_id=product["product_tmpl_id"][0],
        product_id=product["id"],
        quantity=1,
    )
    story.expect("products in the cart", cart["cart_quantity"], 1)
    client.get_page("/shop/checkout?try_skip_step=true")
    form = get_payment_form(client)
    story.expect("payment", pay(client, form), "done")
    return int(form["transaction-route"].rsplit("/", 1)[1])


def get_payment_form(client):
    """Return the attributes of the payment page's form."""
    page, path = client.get_page("/shop/payment")
    forms = page.xpath("//form[@id='o_payment_form']")
    options = page.xpath("//input[@data-provider-code='demo']")
    if not forms or not options:
        raise ServerError(f"no demo payment is offered on {path}")
    attributes = {**forms[0].attrib, **options[0].attrib}
    return {name.removeprefix("data-"): value for name, value in attributes.items()}


def pay(client, form):
    """Pay with the demo provider and return the transaction's state."""
    transaction = client.post(
        form["transaction-route"],
        provider_id=int(form["provider-id"]),
        payment_method_id=int(form["payment-option-id"]),
        token_id=None,
        amount=float(form["amount"]),
        flow="direct",
        tokenization_requested=False,
        landing_route=form["landing-route"],
        access_token=form["access-token"],
    )
    client.post(
        "/payment/demo/simulate_payment",
        reference=transaction["reference"],
        payment_details="4242",
        simulated_state="done",
    )
    return client.post("/payment/status/poll")["state"]


def check_purchase(story, admin, order_id):
    """Check the order, and its invoice paid in full."""
    story.tell("The order is confirmed, invoiced and paid")
    order = admin.read(
        "sale.order", [("id", "=", order_id)], "state", "invoice_ids", "amount_total"
    )
    story.expect("order", order["state"], "sale")
    story.expect("invoices", len(order["invoice_ids"]), 1)
    invoice = admin.read(
        "account.move",
        [("id", "in", order["invoice_ids"])],
        *("state", "payment_state", "amount_total", "amount_residual"),
    )
    story.expect("invoice", invoice["state"], "posted")
    story.expect("invoice total", invoice["amount_total"], order["amount_total"])
    story.expect("left to pay", invoice["amount_residual"], 0)
