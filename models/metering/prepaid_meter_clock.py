from odoo import api, models

from ..contract.race import start_again_if_second
from .prepaid_meter import OPEN_STATES, _get_now


class PrepaidMeter(models.Model):
    """A person's open meters: one runs, the others wait."""

    _inherit = "prepaid.meter"

    @api.model
    def _get_open(self, user=None):
        """Return the open meters of a person, or of the user.

        The one that runs comes first, then those that were paused last.
        """
        user = user or self.env.user
        domain = [("user_id", "=", user.id), ("state", "in", OPEN_STATES)]
        return self.search(domain).sorted(
            lambda meter: (
                meter.state == "running",
                meter.spans[-1][1] or meter.spans[-1][0],
                meter.id,
            ),
            reverse=True,
        )

    def _interrupt(self):
        """Pause those that run, and return them.

        A clock that was set back counts no negative seconds.
        """
        running = self.filtered(lambda meter: meter.state == "running")
        for meter in running:
            start = meter.spans[-1][0]
            span = [start, max(_get_now(), start)]
            meter.write({"state": "paused", "spans": [*meter.spans[:-1], span]})
        return running

    def _run_on(self):
        """Begin another stretch of work. The loser of a race starts again."""
        # A clock that was set back must not count a second twice.
        start = max(_get_now(), self.spans[-1][1])
        reason = self.env._("Another device starts a meter now.")
        with start_again_if_second(self.env, reason):
            self.write({"state": "running", "spans": [*self.spans, [start, None]]})
