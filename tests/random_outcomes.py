from collections import defaultdict
from datetime import date

from hypothesis import strategies as st

from ..models.ledger.prepaid_grant_outcome import OUTCOMES

INDEX = st.integers(0, 3)
OUTCOME = st.sampled_from([name for name, _label in OUTCOMES])
WAYS = st.sampled_from(["write_off", "revive", "refund"])
OUTCOME_STEPS = (
    st.tuples(st.just("promise"), OUTCOME),
    st.tuples(st.just("pay_out"), INDEX),
    st.tuples(st.just("note"), INDEX, st.sampled_from(["post", "reset", "delete"])),
    st.tuples(st.just("live"), st.integers(0, 1), st.booleans()),
    st.tuples(st.just("settle"), INDEX, WAYS),
)


class RandomOutcomes:
    """What people do with credit that expires and is not lost, and where they live."""

    def _get_lost(self):
        """Return {credit: what of it is lost}, entry by entry."""
        lost = defaultdict(float)
        entries = self.env["prepaid.entry"].sudo().search([("kind", "=", "expire")])
        for entry in entries.filtered(lambda entry: not entry.is_owed):
            lost[entry.grant_id] -= entry.quantity
        return lost

    def assertNothingForbidden(self, before, step):
        """What was promised, or what a law keeps, is not lost by a step."""
        for grant, units in self._get_lost().items():
            if units <= before.get(grant, 0) + 0.001:
                continue
            self.assertNotEqual(grant.contract_id.partner_id.country_code, "DE", step)
            if step != "settle":
                self.assertEqual(grant.expiry_outcome, "forfeit", step)

    # === WHAT PEOPLE DO === #

    def _do_promise(self, outcome):
        self.plan.expiry_outcome = outcome

    def _do_live(self, seller, is_in_germany):
        """A client moves to where the credit of a consumer must not expire, or back."""
        country = self.env.ref("base.de" if is_in_germany else "base.fr")
        self.bench[seller]["client"].write(
            {"country_id": country.id, "is_company": not is_in_germany}
        )

    def _do_pay_out(self, index):
        contract = self._pick(self.bench, index)["client"].prepaid_contract_ids[:1]
        if contract:
            contract.sudo()._pay_out_expired()

    def _do_note(self, index, what):
        """Post, reset or delete one of the credit notes, whoever made it."""
        notes = self.env["account.move"].search(
            [
                ("move_type", "=", "out_refund"),
                ("company_id", "in", self.companies.ids),
            ],
            order="id",
        )
        note = self._pick(notes, index)
        if note and what == "post" and note.state == "draft":
            note.action_post()
        elif note and what == "reset" and note.state == "posted":
            note.button_draft()
        elif note and what == "delete" and note.state == "draft":
            note.unlink()

    def _do_settle(self, index, way):
        grants = self.env["prepaid.grant"].search(
            [("owed", ">", 0), ("company_id", "in", self.companies.ids)], order="id"
        )
        grant = self._pick(grants, index)
        if grant:
            vals = {"grant_id": grant.id, "outcome": way, "reason": "They asked"}
            if way == "revive":
                vals["date_expiry"] = date(2026, 6, 30)
            self.env["prepaid.grant.owed"].create(vals).action_apply()
