from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_losses import LossesCommon
from .common_seal import SealCommon, load_verifier

VERIFIER = load_verifier()


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSealLife(SealCommon, LossesCommon):
    """Seals prove the same after what happens to databases, companies and clients."""

    def _check(self, *files):
        """Return what the program finds in a file, or in the database beside one."""
        self.env.flush_all()
        cursor = self.env.cr._obj
        found = VERIFIER.check_database(cursor)[0]
        return found + [
            fault for file in files for fault in VERIFIER.compare_database(cursor, file)
        ]

    # === RESTORED === #

    def _lose_work(self):
        """Return an entry of the day that is lost, and the file that has it."""
        with self._undone():
            entry = self._log(20).sudo().prepaid_entry_ids
            self._seal()
            newer = self._read_file()
            self.env.flush_all()
        return entry, newer

    def test_a_restored_database_names_what_its_backup_did_not_have(self):
        """Last night's backup stands in again; a client took a file since."""
        self._seal()
        entry, newer = self._lose_work()
        restored = self._read_file()
        self.assertEqual(self._check(), [], "Alone it looks whole.")
        told = [f"Movement {entry.id} was removed since."]
        self.assertEqual(self._check(newer), told)
        self.assertEqual(VERIFIER.check_older(restored, newer), told)

    def test_work_that_is_booked_anew_is_not_what_the_file_has(self):
        """The sequence was restored too: the next movement has the lost number."""
        self._seal()
        entry, newer = self._lose_work()
        self.env.cr.execute(
            "SELECT setval('prepaid_entry_id_seq', %s, FALSE)", (entry.id,)
        )
        self._log(25)
        self._seal()
        told = f"Movement {entry.id} was changed since."
        self.assertEqual(self._check(newer), [told])

    def test_an_older_file_that_was_forged_proves_nothing(self):
        self._seal()
        sealed = self._read_file()
        facts = sealed["entries"][0].split("|")
        facts[VERIFIER.QUANTITY] = "6000"
        forged = sealed | {"entries": ["|".join(facts), *sealed["entries"][1:]]}
        for faults in (VERIFIER.check_older(sealed, forged), self._check(forged)):
            self.assertEqual(len(faults), 1)
            self.assertRegex(faults[0], r"^The (older )?file: Movement")

    def test_files_of_two_contracts_are_not_compared(self):
        other = self._contract(60, client=self.partner_a)
        self._seal()
        faults = VERIFIER.compare(self._read_file(), self._read_file(other))
        self.assertEqual(faults, ["The two files are of different contracts."])

    # === COPIED AND INSTALLED ANEW === #

    def test_a_neutralised_copy_cannot_sign_for_the_company(self):
        self._seal()
        sealed = self._read_file()
        self._neutralise()
        self.assertFalse(self.env["prepaid.seal.key"]._get_keys())
        self._log(15)
        self.env["prepaid.seal"]._cron_seal()
        self.assertEqual(self.contract._get_seal().count, 3)
        self.assertEqual((self._find(), self._check(sealed)), ([], []))

    def _neutralise(self):
        """Run what Odoo runs on the copy for our addons."""
        self.env.flush_all()
        ours = ["sale_timesheet_prepaid"]
        for query in get_neutralization_queries(ours):
            self.env.cr.execute(query)
        self.env.invalidate_all()

    def test_who_uninstalls_is_told_the_key_that_proves_old_files(self):
        self._seal()
        key = self._read_file()["public_key"]
        self.assertIn(key, self._tell_losses("sale_timesheet_prepaid"))

    def test_a_file_of_before_is_whole_and_by_another_key_than_today(self):
        """After uninstalling and installing, keys and numbers begin anew."""
        self._seal()
        old = self._read_file()
        for key in self.env["prepaid.seal.key"].sudo().search([]):
            key.write(key._make_pair() | {"head": ""})
        self._tamper("DELETE FROM prepaid_seal_link")
        self._tamper("DELETE FROM prepaid_seal")
        self._seal()
        self.assertEqual(VERIFIER.check_file(old), [])
        told = "The two files are signed with different keys."
        self.assertEqual(self._check(old), [told])

    # === COMPANIES AND CLIENTS === #

    def test_a_second_company_seals_in_its_own_chain_with_its_own_key(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids = [Command.link(company.id)]
        plan = self.plan.sudo().copy({"company_id": company.id})
        place = {"company_id": company.id, "user_id": False}
        other = self._contract(60, client=self.partner_a, plan=plan, **place)
        self._seal()
        files = [self._read_file(), self._read_file(other)]
        mine, theirs = (file["public_key"] for file in files)
        self.assertNotEqual(mine, theirs)
        self.assertFalse(other._get_seal().previous)
        self.assertEqual(self._check(*files), [])
        self.assertTrue(VERIFIER.check_file(files[1] | {"public_key": mine}))
        key = self.env["prepaid.seal.key"].sudo().search([("public_key", "=", mine)])
        with self._undone():
            self._tamper("UPDATE prepaid_seal_key SET head = '' WHERE id = %s", key.id)
            self.assertEqual(len(self._find()), 1, "The other's chain is whole.")

    def test_a_sealed_contract_stays_in_its_company(self):
        self._seal()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(ValidationError):
            self.contract.company_id = company

    def test_merged_clients_leave_every_seal_as_it_was(self):
        self._contract(60, client=self.partner_a)
        self._seal()
        old = self._read_file()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard.sudo()._merge((self.client | self.partner_a).ids, self.partner_a)
        self.env.invalidate_all()
        self._log(15)
        self._seal()
        self.assertEqual(self.contract.partner_id, self.partner_a)
        self.assertEqual((self._find(), self._check(old)), ([], []))
        self.assertFalse(VERIFIER.compare(self._read_file(), old))
