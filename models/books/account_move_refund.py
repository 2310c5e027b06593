from odoo import models
from odoo.fields import Command


class AccountMove(models.Model):
    _inherit = "account.move"

    def _draft_prepaid_refund(self, coins, reason):
        """Return the draft of a credit note over {line: coins}, for the accountant.

        Coins are of company currency, at the rate of the invoice. Posted, it takes
        the credit of that value back.
        """
        self.ensure_one()
        today = self.company_id._get_prepaid_today()
        note = self._reverse_moves(
            [{"invoice_date": today, "date": today, "ref": reason}]
        )
        commands = []
        for line, copy in zip(
            self.invoice_line_ids.sorted("id"),
            note.invoice_line_ids.sorted("id"),
            strict=True,
        ):
            if line not in coins:
                commands.append(Command.delete(copy.id))
                continue
            whole = abs(line.balance) / self.company_id.currency_id.rounding
            price = line.quantity * line.price_unit * (1 - line.discount / 100)
            vals = {
                "quantity": 1,
                "discount": 0,
                "price_unit": self.currency_id.round(price * coins[line] / whole),
            }
            commands.append(Command.update(copy.id, vals))
        note.invoice_line_ids = commands
        return note
