import json
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from unittest.mock import patch

from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from ..models.ledger.seal import FACTS, chain
from .common import TODAY
from .common_seal import SealCommon, load_verifier

VERIFIER = load_verifier()


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSealFile(SealCommon, HttpCase):
    """What a client keeps proves later what was changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._seal(cls)
        cls.numbers = cls.contract.sudo().entry_ids.sorted("id").ids

    def _spoil(self, number, place, value):
        """Return the client's file with one fact of a movement changed."""
        sealed = self._read_file()
        for index, line in enumerate(sealed["entries"]):
            facts = line.split("|")
            if facts[VERIFIER.NUMBER] == str(number):
                facts[place] = value
                sealed["entries"][index] = "|".join(facts)
        return sealed

    def _run(self, *files):
        """Return the exit status and the words of the program on these files."""
        paths = []
        for sealed in files:
            with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
                json.dump(sealed, file)
            paths.append(file.name)
        out = StringIO()
        with redirect_stdout(out):
            return VERIFIER.main(paths), out.getvalue()

    def test_the_file_is_checked_without_odoo(self):
        status, words = self._run(self._read_file())
        self.assertEqual(status, 0)
        self.assertIn("3 movements", words)
        self.assertIn("balance 525 minutes", words)

    def test_the_example_of_the_documentation(self):
        facts = (
            "1|7|2|3|1|grant||0|600|2026-03-02|2026-03-02T08:00:00.000000Z||0|0|0||||||"
            f"{VERIFIER.get_hash('0|')}"
        )
        hash_ = chain("", facts)
        self.assertFalse(list(VERIFIER.check_chain([("7", facts, hash_)])))
        self.assertEqual(
            hash_, "7d30bdd886517a7a35cb4d8d159a04d2b5e9009843760f1041f90dc8243844ed"
        )
        self.assertEqual(len(facts.split("|")), len(FACTS))

    def test_a_changed_file_is_found(self):
        number = self.numbers[1]
        faults = VERIFIER.check_file(self._spoil(number, VERIFIER.QUANTITY, "-20"))
        self.assertEqual(len(faults), 1)
        self.assertIn(f"Movement {number} was changed", faults[0])
        sealed = self._read_file()
        del sealed["entries"][1]
        self.assertEqual(len(VERIFIER.check_file(sealed)), 2)
        sealed = self._read_file()
        sealed["public_key"] = "00" * 32
        self.assertIn("is not signed", VERIFIER.check_file(sealed)[0])
        sealed = self._read_file()
        sealed["seals"] = [line.split(" ")[0] + " " for line in sealed["seals"]]
        self.assertIn("is not signed", VERIFIER.check_file(sealed)[0])

    def test_an_older_file_tells_what_was_changed_since(self):
        """Also by somebody with the key, who made all hashes and seals anew."""
        older = self._read_file()
        with self._undone():
            self._tamper(
                "UPDATE prepaid_entry SET quantity = -60 WHERE id = %s", self.numbers[1]
            )
            self._tamper("DELETE FROM prepaid_seal_link")
            self._tamper("DELETE FROM prepaid_seal")
            self._tamper("UPDATE prepaid_seal_key SET head = ''")
            self._seal()
            newer = self._read_file()
            self.assertFalse(VERIFIER.check_file(newer), "It looks whole.")
            self.assertFalse(self._find())
            status, words = self._run(newer, older)
            self.assertEqual(status, 1)
            self.assertIn(f"Movement {self.numbers[1]} was changed since.", words)

    def test_a_newer_file_goes_on_from_an_older_one(self):
        older = self._read_file()
        self._log(20)
        self._seal()
        newer = self._read_file()
        self.assertEqual(self._run(newer, older)[0], 0)
        self.assertEqual(len(newer["entries"]), 4)
        removed = VERIFIER.compare(older, newer)
        self.assertEqual(len(removed), 1)
        self.assertIn("was removed since", removed[0])

    def test_it_says_when_signatures_are_not_checked(self):
        with patch.object(VERIFIER, "Ed25519PublicKey", None):
            status, words = self._run(self._read_file())
        self.assertEqual(status, 0)
        self.assertIn("Signatures were not checked", words)

    def test_a_database_is_checked_by_the_same_program(self):
        def check():
            self.env.flush_all()
            return VERIFIER.check_database(self.env.cr._obj)

        self.assertEqual(check()[0], [])
        with self._undone():
            self._tamper(
                "UPDATE prepaid_entry SET quantity = -20 WHERE id = %s", self.numbers[1]
            )
            self._tamper("DELETE FROM prepaid_entry WHERE id = %s", self.numbers[2])
            faults, _count = check()
            self.assertEqual(len(faults), 2)
            self.assertIn(f"Movement {self.numbers[1]} was changed", faults[0])
            self.assertIn(f"Movement {self.numbers[2]} was removed", faults[1])

    def test_clients_take_it_from_their_statement(self):
        portal = new_test_user(self.env, "sealer", groups="base.group_portal")
        portal.partner_id.parent_id = self.client
        self.authenticate("sealer", "sealer")
        address = f"/my/prepaid/{self.contract.id}"
        page = self.url_open(f"{address}/statement").text
        self.assertIn(f"{address}/sealed.json", page)
        self.assertIn(self.contract._get_seal().last_hash, page)
        answer = self.url_open(f"{address}/sealed.json")
        self.assertFalse(VERIFIER.check_file(answer.json()))
        keys = self.url_open("/prepaid/keys.json").json()["keys"]
        self.assertIn(answer.json()["public_key"], keys)
        secret = self.env["prepaid.seal.key"].sudo().search([]).mapped("private_key")
        self.assertFalse([key for key in secret if key in answer.text + str(keys)])

    def test_what_is_not_sealed_yet_has_no_file(self):
        portal = new_test_user(self.env, "sealer", groups="base.group_portal")
        portal.partner_id.parent_id = self.partner_a
        other = self._contract(60, client=self.partner_a)
        self.authenticate("sealer", "sealer")
        page = self.url_open(f"/my/prepaid/{other.id}/statement").text
        self.assertNotIn("sealed.json", page)
        answer = self.url_open(f"/my/prepaid/{other.id}/sealed.json")
        self.assertNotIn("application/json", answer.headers["Content-Type"])
