import hashlib
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY
from .common_seal import SealCommon

SEALED = "5. Sealed movements are as they were when they were sealed. "


def write(value):
    """Say a value as the format does, without the code that seals."""
    if value is None or value is False:
        return ""
    if isinstance(value, float):
        return f"{Decimal(str(value)).normalize():f}"
    return str(value)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSeal(SealCommon):
    """Entries are sealed in a chain; what was changed behind it is named."""

    def _get_links(self, contract=None):
        return self.env["prepaid.seal.link"].search(
            [("seal_id.contract_id", "=", (contract or self.contract).id)], order="id"
        )

    def _write_by_hand(self, entry):
        """Return the facts of an entry as the documentation says them."""
        self.env.cr.execute(
            "SELECT metering::text FROM prepaid_entry WHERE id = %s", (entry.id,)
        )
        metering = self.env.cr.fetchone()[0] or ""
        terms = f"{write(entry.rate)}|{metering}"
        booked = entry.create_date.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        facts = (
            *("1", entry.id, entry.contract_id.id, entry.grant_id.id),
            *(entry.company_id.id, entry.kind, entry.correction, int(entry.is_owed)),
            *(entry.quantity, entry.date, booked, entry.charge),
            *(float(entry.offered_quantity), entry.worked_minutes),
            *(entry.metered_minutes, entry.usage_type_id.id, entry.project_id.id),
            *(entry.approval_id.id, entry.hold_id.id, entry.reversed_entry_id.id),
            hashlib.sha256(terms.encode()).hexdigest(),
        )
        return "|".join(
            str(fact) if isinstance(fact, int) and fact is not False else write(fact)
            for fact in facts
        )

    def test_each_entry_is_hashed_with_the_one_before_it(self):
        self._seal()
        entries = self.contract.sudo().entry_ids.sorted("id")
        self.assertEqual(len(entries), 3)
        previous, chain = "", []
        for entry in entries:
            text = f"{previous}\n{self._write_by_hand(entry)}"
            previous = hashlib.sha256(text.encode()).hexdigest()
            chain.append(previous)
        self.assertEqual(self._get_links().mapped("hash"), chain)
        seal = self.contract._get_seal()
        self.assertEqual((seal.count, seal.last_hash), (3, previous))
        self.assertTrue(seal._is_signed())
        self.assertFalse(self._find())

    def test_sealing_twice_seals_nothing_more(self):
        self._seal()
        self._seal()
        self.assertEqual(len(self._get_links()), 3)
        seal = self.contract._get_seal()
        self._log(15)
        self._seal()
        newest = self.contract._get_seal()
        self.assertEqual((newest.count, newest.previous), (4, seal.hash))
        self.assertFalse(self._find())

    def test_slices_make_the_same_chain(self):
        other = self._contract(60, client=self.partner_a)
        self._seal(size=2)
        self.assertEqual(len(self._get_links()), 3)
        self.assertEqual(len(self._get_links(other)), 1)
        self.assertFalse(self._find())

    def test_the_cron_seals(self):
        self.env.flush_all()
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_seal_cron")
        with self.enter_registry_test_mode():
            cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.contract._get_seal().count, 3)

    def test_a_changed_entry_is_named(self):
        self._seal()
        entry = self.lines[0].sudo().prepaid_entry_ids
        for column, value in (
            ("quantity", -20),
            ("date", "2026-03-01"),
            ("rate", 3),
            ("worked_minutes", 1),
            ("metering", '{"a": 1}'),
            ("create_date", "2026-03-02 00:00:00"),
        ):
            with self.subTest(column=column), self._undone():
                query = f"UPDATE prepaid_entry SET {column} = %s WHERE id = %s"
                self._tamper(query, value, entry.id)
                self.assertEqual(
                    self._find(), [f"{SEALED}Movement {entry.id} was changed."]
                )
        self.assertFalse(self._find())

    def test_a_removed_entry_is_named(self):
        self._seal()
        entry = self.lines[1].sudo().prepaid_entry_ids
        with self._undone():
            self._tamper("DELETE FROM prepaid_entry WHERE id = %s", entry.id)
            self.assertIn(f"{SEALED}Movement {entry.id} was removed.", self._find())

    def test_an_entry_that_goes_with_its_hash_is_missed(self):
        self._seal()
        first, last = (line.sudo().prepaid_entry_ids for line in self.lines)
        with self._undone():
            self._tamper("DELETE FROM prepaid_entry WHERE id = %s", first.id)
            self._tamper("DELETE FROM prepaid_seal_link WHERE id = %s", first.id)
            found = "\n".join(self._find())
            self.assertIn(f"Movement {last.id} was changed.", found)
            self.assertIn("holds 3 movements, 2 are found.", found)

    def test_an_inserted_entry_is_named(self):
        """It says it is old; the sealing since did not find it."""
        earlier = self.env.cr.now() - timedelta(days=9)
        with patch.object(self.env.cr, "now", return_value=earlier):
            self._seal()
        with self._undone():
            number = self._copy_entry(booked=earlier - timedelta(days=9))
            self.assertIn("1 are not sealed since", "\n".join(self._find()))
            self._seal()
            self.assertIn(f"Movement {number} was inserted", "\n".join(self._find()))
            self.assertEqual(len(self._find()), 1)

    def _copy_entry(self, number=None, booked=None):
        """Put an entry into the database past Odoo; return its id."""
        entry = self.lines[0].sudo().prepaid_entry_ids
        columns = "contract_id, grant_id, company_id, kind, quantity, date, name"
        self._tamper(
            f"INSERT INTO prepaid_entry (id, {columns}, create_date)"
            f" SELECT COALESCE(%s, nextval('prepaid_entry_id_seq')), {columns}, %s"
            " FROM prepaid_entry WHERE id = %s",
            number,
            booked or entry.create_date,
            entry.id,
        )
        return max(self.contract.sudo().entry_ids.ids)

    def test_changed_and_missing_seals_are_named(self):
        self._seal()
        self._log(15)
        self._seal()
        seal, newest = self.env["prepaid.seal"].search(
            [("contract_id", "=", self.contract.id)], order="id"
        )
        for query, found in (
            ("UPDATE prepaid_seal SET count = 2 WHERE id = %s", "was changed."),
            ("UPDATE prepaid_seal SET last_hash = 'a' WHERE id = %s", "was changed."),
        ):
            with self.subTest(query=query), self._undone():
                self._tamper(query, seal.id)
                self.assertIn(found, "\n".join(self._find()))
        with self._undone():
            self._tamper("DELETE FROM prepaid_seal_link WHERE seal_id = %s", newest.id)
            self._tamper("DELETE FROM prepaid_seal WHERE id = %s", newest.id)
            self.assertIn("The newest seal is missing.", "\n".join(self._find()))

    def test_a_chain_that_was_made_anew_is_not_signed(self):
        """Who has no key makes hashes that fit, and no signature."""
        self._seal()
        seal = self.contract._get_seal()
        with self._undone():
            self._tamper(
                "UPDATE prepaid_seal SET signature = '00' WHERE id = %s", seal.id
            )
            self.assertIn("is not by the key of", "\n".join(self._find()))

    def test_late_commits_come_with_the_next_seal(self):
        """A lower number that was under way at the sealing was not inserted."""
        self._seal()
        self.env.cr.execute("SELECT nextval('prepaid_entry_id_seq')")
        skipped = self.env.cr.fetchone()[0]
        self._log(10)
        self._seal()
        with self._undone():
            self._copy_entry(skipped)
            self._seal()
            self.assertEqual(self.contract._get_seal().count, 5)
            self.assertFalse(self._find())

    def test_companies_have_keys_and_chains_of_their_own(self):
        other = self._setup_other_company()
        self._seal()
        keys = self.env["prepaid.seal.key"].sudo().search([])
        self.assertEqual(len(keys), len(keys.company_id))
        self.assertFalse(other in keys.company_id, "It sold nothing yet.")

    def _setup_other_company(self):
        return self.env["res.company"].create({"name": "Elsewhere"})

    def test_the_check_says_up_to_when_it_is_sealed(self):
        self._seal()
        contracts = self.env["prepaid.contract"].with_user(self.manager)
        seals = self.env["prepaid.seal"].with_user(self.accountant)
        for action in (
            contracts.action_check_integrity(),
            # As the button of the list asks for it.
            call_kw(seals, "action_verify", [[]], {}),
        ):
            self.assertIn("3 movements", action["params"]["message"])

    def test_strangers_read_no_seal_and_nobody_the_key(self):
        self._seal()
        seal = self.contract._get_seal().sudo(False)
        self.assertTrue(seal.with_user(self.accountant).last_hash)
        portal = new_test_user(self.env, "sealed", groups="base.group_portal")
        for user in (self.technician, portal):
            with self.assertRaises(AccessError):
                seal.with_user(user).read(["last_hash"])
        key = self.env["prepaid.seal.key"].search([], limit=1)
        for user in (self.manager, self.accountant):
            with self.assertRaises(AccessError):
                key.with_user(user).read(["private_key"])
            with self.assertRaises(AccessError):
                seal.with_user(user).write({"count": 1})

    def test_a_booked_day_is_now(self):
        """Sealing needs no day of its own: an old ledger is sealed at once."""
        old = self.env.cr.now() - timedelta(days=900)
        self._tamper("UPDATE prepaid_entry SET create_date = %s", old)
        self._seal(size=1)
        self.assertFalse(self._find())
