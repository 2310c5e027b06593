from odoo.http import request, route

from odoo.addons.web.controllers.dataset import DataSet

from .replica import is_current


class PrepaidDataSet(DataSet):
    """What the back office reads of our models is never older than the click.

    A form is read again after each of its buttons, a meter once another tab tells.
    """

    def _is_readonly(self, rule, args):
        is_readonly = self._call_kw_readonly(rule, args)
        model = request.get_json_data()["params"]["model"]
        if not is_readonly or not model.startswith("prepaid."):
            return is_readonly
        return is_current(self, rule, args)

    # Odoo's own method, and no page of ours: who reads it is all that changes.
    call_kw = route(readonly=_is_readonly)(DataSet.call_kw)
