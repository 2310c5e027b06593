"""What people do with work and with the revenue that it earns."""

from datetime import date

from ..models.ledger.prepaid_grant_outcome import OUTCOMES
from .random_steps import LAST, day


class WorkSteps:
    """Steps on the work that was logged so far, on credit and on revenue."""

    # === WORK AND REVENUE === #

    def _do_log(self, seat, minutes, number, kind=0):
        seat = self.seats[seat]
        self.works.append(
            seat["env"]["account.analytic.line"].create(
                {
                    "name": "Work",
                    "project_id": seat["project"].id,
                    "employee_id": seat["employee"].id,
                    "unit_amount": minutes / 60,
                    "date": day(number),
                }
                | ({"usage_type_id": self.kinds[kind - 1].id} if kind else {})
            )
        )

    def _do_edit(self, index, minutes):
        self._pick(self.works, index).unit_amount = minutes / 60

    def _do_delete(self, index):
        work = self._pick(self.works, index)
        work.unlink()
        self.works.remove(work)

    def _do_expiry(self, index, lapsed):
        """Let credit lapse, or give it a later expiry again.

        What is left is lost, kept, carried or paid back: drafts wait among the notes.
        """
        grants = (
            self.env["prepaid.grant"]
            .sudo()
            .search(
                [
                    (
                        "contract_id.partner_id",
                        "in",
                        [s["client"].id for s in self.seats],
                    )
                ],
                order="id",
            )
        )
        grant = self._pick(grants, index)
        outcomes = [name for name, _label in OUTCOMES]
        grant.expiry_outcome = outcomes[index % len(outcomes)]
        grant.date_expiry = grant.date if lapsed else date(2026, 12, 31)
        grants.search(grants._get_lapsed_domain())._expire()
        for contract in grants.filtered("is_payout_due").contract_id:
            drafts = contract.grant_ids._get_payout_drafts()
            contract._pay_out_expired()
            self.refunds += contract.grant_ids._get_payout_drafts() - drafts

    def _do_recognise(self, number):
        for company in self.companies:
            company.sudo()._recognise_prepaid_revenue(day(number))

    def _do_undo_recognition(self, index):
        """Reverse an entry of recognition; reset the reversal, and post it again."""
        entries = self.env["account.move"].search(
            [("prepaid_recognition_ids", "!=", False), ("state", "=", "posted")],
            order="id",
        )
        entry = self._pick(entries, index)
        reversal = entry._reverse_moves([{"date": LAST}], cancel=True)
        reversal.button_draft()
        reversal.action_post()
