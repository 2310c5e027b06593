from datetime import date, time

from odoo.tests import BaseCase

from ..metering import WORKED_MINUTES_MAX, format_minutes
from ..models.metering.quick_log import QuickLog, get_phrases, parse
from .common import TODAY

TYPES = {1: "Remote support", 2: "On-site", 3: "Phone call", 4: "Video call"}
WORDS = [
    (1, "prise en main"),
    (2, "sur place; Déplacement, visio"),
    (3, "tél, téléphone, video"),
    (4, "visio"),
]
SUNDAY = date(2026, 3, 15)
DAYS = {"yesterday": SUNDAY, "sunday": SUNDAY, "dimanche": SUNDAY, "today": TODAY}


class TestQuickLogText(BaseCase):
    def assertUnderstood(self, text, *expected, **keys):
        with self.subTest(text=text):
            phrases = get_phrases(TYPES, WORDS)
            self.assertEqual(parse(text, phrases, DAYS, **keys), QuickLog(*expected))

    def test_texts_are_understood(self):
        for text, *expected in (
            ("12m phone reset password", 12, 3, None, "reset password"),
            ("12 min phone reset", 12, 3, None, "reset"),
            ("phone 12m reset", 12, 3, None, "reset"),
            ("1h30 remote patching", 90, 1, None, "patching"),
            ("1:30 onsite cabling", 90, 2, None, "cabling"),
            ("1,5h on-site cabling", 90, 2, None, "cabling"),
            ("45 tidy up", 45, None, None, "tidy up"),
            ("20m goodwill video hello", 20, 4, "goodwill", "hello"),
            ("12m call about the phone", 12, None, None, "call about the phone"),
            ("5m 3 users added", 5, None, None, "3 users added"),
            ("phone reset", None, 3, None, "reset"),
            ("", None, None, None, ""),
            ("12m", 12, None, None, ""),
        ):
            self.assertUnderstood(text, *expected)

    def test_a_duration_is_read_as_it_is_printed(self):
        for minutes in (1, 59, 60, 61, 90, 605, WORKED_MINUTES_MAX):
            text = f"{format_minutes(minutes)} remote patching"
            self.assertUnderstood(text, minutes, 1, None, "patching")
        self.assertUnderstood("1 h 30 remote patching", 90, 1, None, "patching")
        self.assertUnderstood("1h 3 users added", 60, None, None, "3 users added")

    def test_a_usage_type_needs_its_whole_first_word(self):
        for text, usage_type, name in (
            ("10m on fire", None, "on fire"),
            ("10m rem patching", None, "rem patching"),
            ("10m on site cabling", 2, "cabling"),
            ("10m phone call reset", 3, "reset"),
            ("10m Phone: reset", 3, "reset"),
        ):
            self.assertUnderstood(text, 10, usage_type, None, name)
        types = {1: "On call", 2: "Remote help", 3: "Remote install", 4: "Réunion"}
        for text, usage_type in (
            ("10m on duty", None),
            ("10m on call duty", 1),
            ("10m remote duty", None),
            ("10m remote install duty", 3),
            ("10m reunion duty", 4),
        ):
            with self.subTest(text=text):
                phrases = get_phrases(types)
                self.assertEqual(parse(text, phrases).usage_type_id, usage_type)

    def test_a_usage_type_in_a_sentence_stays_in_the_text(self):
        for name in (
            "on the phone with the receptionist",
            "phone with Ann",
            "par phone avec Ann",
        ):
            self.assertUnderstood(f"10m {name}", 10, 3, None, name)

    def test_a_usage_type_has_words_beside_its_name(self):
        for text, usage_type, name in (
            ("10m tel mot de passe", 3, "mot de passe"),
            ("10m Tél. mot de passe", 3, "mot de passe"),
            ("10m TELEPHONE: panne", 3, "panne"),
            ("sur place 10m câblage", 2, "câblage"),
            ("10m deplacement câblage", 2, "câblage"),
            ("10m prise en main écran", 1, "écran"),
            ("10m au téléphone avec Ann", 3, "au téléphone avec Ann"),
        ):
            self.assertUnderstood(text, 10, usage_type, None, name)

    def test_words_are_whole_and_mean_one_usage_type_or_none(self):
        for name, usage_type in (
            ("telex sent", None),
            ("place des écrans", None),
            ("prise changed", None),
            # Two types have it.
            ("visio panne", None),
        ):
            self.assertUnderstood(f"10m {name}", 10, usage_type, None, name)
        # A name goes before a word.
        self.assertUnderstood("10m video panne", 10, 4, None, "panne")

    def test_a_day_and_a_time_say_when(self):
        ten = time(22, 0)
        for text, name, *when in (
            ("30m yesterday restart", "restart", SUNDAY),
            ("yesterday 30m restart", "restart", SUNDAY),
            ("30m restart Dimanche", "restart", SUNDAY),
            ("30m restart @22:00", "restart", None, ten),
            ("30m @22h restart", "restart", None, ten),
            ("30m yesterday @22:00 restart", "restart", SUNDAY, ten),
            ("30m report of yesterday", "report of yesterday"),
            ("30m yesterday's backups", "yesterday's backups"),
            ("30m Ann@22:00 asks", "Ann@22:00 asks"),
            ("30m restart @25:00", "restart @25:00"),
        ):
            self.assertUnderstood(text, 30, None, None, name, *when)

    def test_what_is_clicked_off_stays_text(self):
        text = "20m goodwill sunday roast @22:00"
        self.assertUnderstood(
            text, 20, None, "goodwill", "sunday roast", None, time(22), without=["day"]
        )
        off = ["charge", "day", "start"]
        name = "goodwill sunday roast @22:00"
        self.assertUnderstood(text, 20, None, None, name, without=off)
        self.assertUnderstood(text, None, None, None, text, without=[*off, "minutes"])
