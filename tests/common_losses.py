from odoo.tests.common import TransactionCase
from odoo.tools import SQL


class LossesCommon(TransactionCase):
    """Who uninstalls an addon is told first what goes with it."""

    def _tell_losses(self, name):
        """Return what the form of Odoo says before the addon is uninstalled."""
        module = self.env.ref(f"base.module_{name}")
        wizards = self.env["base.module.uninstall"].sudo()
        return wizards.create({"module_ids": module.ids}).prepaid_losses

    def _uninstall(self, name):
        """Ask for the addon to go, as the Apps screen does, and take that back."""
        admin = self.env.ref("base.user_admin")
        module = self.env.ref(f"base.module_{name}").with_user(admin)
        with self.env.cr.savepoint() as savepoint:
            module.button_uninstall()
            state = module.state
            savepoint.rollback()
        return state

    def _forget(self, record, column):
        """Empty a column as it is once the addon that has it is gone."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = NULL WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(column),
                record.id,
            )
        )
        self.env.invalidate_all()
