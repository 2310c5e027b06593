from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_seal import SealCommon, load_verifier
from .random_history import OPERATION, History, step
from .steady import steady

VERIFIER = load_verifier()
# What somebody who reaches past Odoo may write on a movement.
HANDS = (
    "date = date + 1",
    "create_date = create_date - INTERVAL '1 hour'",
    "worked_minutes = COALESCE(worked_minutes, 0) + 1",
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSealHistory(SealCommon):
    """Whatever is booked between two sealings, the seals hold it and nothing else."""

    @steady(10)
    @given(
        st.booleans(),
        st.lists(OPERATION | step("seal"), min_size=4, max_size=14),
        st.integers(0, 50),
        st.sampled_from(HANDS),
    )
    def test_any_history(self, allow, operations, number, hand):
        with self._undone():
            history = History(self, allow)
            kept = []
            for name, *args in [*operations, ("seal",)]:
                if name == "seal":
                    self._seal()
                    kept.append(self._read_files(history.real))
                else:
                    history.play(name, *args)
            self.assertEqual(self._find(), [])
            for old in kept:
                for contract, sealed in old.items():
                    newest = kept[-1][contract]
                    self.assertFalse(VERIFIER.check_file(newest))
                    self.assertFalse(VERIFIER.compare(newest, sealed))
            self._check_hand(number, hand)

    def _read_files(self, contracts):
        """Return what each contract's client downloads, once anything is sealed."""
        return {
            contract: self._read_file(contract)
            for contract in contracts
            if contract.sudo()._get_seal()
        }

    def _check_hand(self, number, hand):
        """One movement that is not as it was is named, and no other."""
        entries = self.env["prepaid.entry"].sudo().search([], order="id")
        entry = entries[number % len(entries)]
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self._tamper(f"UPDATE prepaid_entry SET {hand} WHERE id = %s", entry.id)
        named = [text for text in self._find() if "Movement" in text]
        self.assertEqual(len(named), 1, named)
        self.assertIn(f"Movement {entry.id} was changed", named[0])
