"""Where work is logged: projects and tickets whose hours went to a contract.

Both name an order line that sells the hours, or a contract that has them.
"""

PLACES = ("project.project", "project.task")


def move_places(places, contract):
    """Let projects, or tickets, name a contract in the place of their order lines.

    Return {order line: facts for `move_places_back`}. Those for which the contract
    does not pay stay as they are; so does past work, with what billed it. Those that
    other order lines bill too are not named: the customer's default covers the rest.
    """
    moved = places.filtered(lambda place: place._is_paid_by(contract))
    named = moved.filtered(lambda place: not place.prepaid_contract_id)
    named -= named._get_billed_elsewhere()
    facts = {
        line: {places._name: own.ids, f"{places._name}/named": (own & named).ids}
        for line, own in moved.grouped("sale_line_id").items()
    }
    with _keep_derived(moved):
        moved.write({"sale_line_id": False})
        named.write({"prepaid_contract_id": contract.id})
        places.env.flush_all()
    return facts


def move_places_back(places, line, contract, facts):
    """Let the projects, or tickets, that were moved name their order line again.

    What names another line or contract meanwhile stays: somebody chose it.
    """
    moved = places.browse(facts.get(places._name)).exists()
    named = moved & places.browse(facts.get(f"{places._name}/named"))
    back = moved.filtered(lambda place: not place.sale_line_id)
    with _keep_derived(moved):
        own = named.filtered(lambda place: place.prepaid_contract_id == contract)
        own.write({"prepaid_contract_id": False})
        back.write({"sale_line_id": line.id})
        places.env.flush_all()


def _keep_derived(places):
    """Keep what Odoo would derive anew: lines of other tickets, and of past work."""
    env = places.env
    tasks, work = places._get_derived()
    return env.protecting(
        [
            ([env["project.task"]._fields["sale_line_id"]], tasks),
            ([env["account.analytic.line"]._fields["so_line"]], work),
        ]
    )
