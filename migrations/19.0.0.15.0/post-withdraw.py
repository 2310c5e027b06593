from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """A withdrawal of before was from all packs of its order.

    Where several were declared, that which stands keeps them.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for withdrawal in env["prepaid.withdrawal"].search([], order="is_void desc, id"):
        withdrawal._take_lines(withdrawal.order_id.order_line._filter_pack_lines())
