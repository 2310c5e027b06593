import re

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon

# What the ledger says and no client should read.
LEDGER_WORDS = (
    "Voided",
    "Void",
    "Settlement",
    "Metered",
    "metered",
    "Entries",
    "entries",
    "Grant",
    "grant",
    "Drawn",
    "drawn",
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestClientWords(PortalCommon):
    """The client's pages speak people's words, and dates as their reader does."""

    def _read(self, url):
        """Return the text of a page's content, without its markup."""
        page = self._get(url).text.split('id="wrap"')[1].split("<footer")[0]
        page = re.sub(r"<script.*?</script>", " ", page, flags=re.DOTALL)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    def _live(self, contract):
        return contract.sudo()._get_live_balance()

    # === WORDS === #

    def test_no_page_speaks_of_the_ledger(self):
        self._log(15, name="A call")
        self._log(15, name="A favour", prepaid_charge="goodwill")
        back = self._grant(self.contract, 30, name="Back")
        back._void(10_000)
        self._as(self.ann)
        for url in (
            "/my/prepaid",
            self.url,
            f"{self.url}/statement?date_from=2026-01-01&date_to=2026-12-31",
            f"{self.url}/notices",
        ):
            text = self._read(url)
            for word in LEDGER_WORDS:
                self.assertNotRegex(text, rf"\b{word}\b", url)
        self.assertIn("Taken back", self._read(self.url))

    def test_a_contract_that_never_had_credit_is_not_used_up(self):
        self.plan.overdraft_policy = "allow"
        fresh = self._contract(is_default=False)
        live = self._live(fresh)
        self.assertEqual((live["level"], live["level_label"]), ("new", "No credit yet"))
        grant = self._grant(fresh, 30)
        self.assertEqual(self._live(fresh)["level"], "none")
        grant._void(30_000)
        self.assertEqual(self._live(fresh)["level_label"], "Credit is used up")

    def test_a_new_contract_says_so_on_each_page(self):
        fresh = self._contract(is_default=False)
        self._as(self.ann)
        for url in ("/my/prepaid", fresh.access_url):
            text = self._read(url)
            self.assertIn("No credit yet", text)
            self.assertNotIn("used up", text)

    # === DATES === #

    def test_dates_follow_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        website = self.env["website"].search([])
        website.language_ids += self.env["res.lang"]._lang_get("fr_FR")
        self._grant(self.contract, 60, name="Pack", date_expiry="2026-10-15")
        for day in range(2, 17):
            self._log(10, day=TODAY.replace(day=day))
        self._as(self.ann)
        english, french = self._read(self.url), self._read(f"/fr{self.url}")
        self.assertIn("10/15/2026", english)
        self.assertIn("15/10/2026", french)
        for text, order in ((english, r"[01]\d/\d\d"), (french, r"\d\d/[01]\d")):
            self.assertNotRegex(text, r"\d [A-Z]?[a-zé]+ 20\d\d")
            dates = re.findall(r"\d\d/\d\d(?=/20\d\d)", text)
            self.assertTrue(dates)
            self.assertTrue(all(re.fullmatch(order, date) for date in dates))

    def test_durations_keep_their_order_from_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        contract = self.contract.with_context(lang="ar_001")
        mark = "\N{LEFT-TO-RIGHT MARK}"
        self.assertEqual(contract._format_quantity(104), f"{mark}1 h 44{mark}")
        self.assertEqual(self.contract._format_quantity(104), "1 h 44")
