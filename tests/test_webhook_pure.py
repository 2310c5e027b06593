import base64
import ipaddress
import socket
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import BaseCase

from ..models.outgoing.addresses import (
    Forbidden,
    find_addresses,
    is_public,
    parse_networks,
    split_url,
)
from ..models.outgoing.events import get_level_event
from ..models.outgoing.pauses import (
    ATTEMPTS,
    PAUSE_MAX,
    TIRED,
    get_pause,
    get_rest,
    read_wait,
)
from ..models.outgoing.signature import get_headers, make_secret, sign

INSIDE = (
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    # Of sites (report: JSONbored/metagraphed#1442), IPv4 as it was once written, NAT64
    # within a net, routing by segments.
    "fec0::1",
    "::127.0.0.1",
    "64:ff9b:1::7f00:1",
    "5f00::1",
    # IPv4 in IPv6: mapped, 6to4, NAT64, Teredo.
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2001:0:53aa:64c:0:0:80ff:fffe",
)
# The same addresses, as the resolver reads them.
DISGUISED = ("2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "0")


class TestWebhookSignature(BaseCase):
    def test_the_signature_is_that_of_the_specification(self):
        """The example of Standard Webhooks, which every library of it is tested by."""
        signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            '{"test": 2432232314}',
        )
        self.assertEqual(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")

    def test_a_message_is_signed_by_every_valid_secret(self):
        keys = make_secret(), make_secret()
        headers = get_headers(keys, "msg_1", 1, "{}")
        signatures = headers["webhook-signature"].split(" ")
        self.assertEqual(signatures, [sign(key, "msg_1", 1, "{}") for key in keys])
        self.assertEqual(len(set(signatures)), 2)

    def test_a_secret_is_long_and_new_each_time(self):
        keys = {make_secret() for _time in range(100)}
        self.assertEqual(len(keys), 100)
        for key in keys:
            self.assertEqual(len(base64.b64decode(key.removeprefix("whsec_"))), 32)


class TestWebhookPauses(BaseCase):
    def _get_all(self, asked=0, chance=0.5):
        return [get_pause(n, asked, chance) for n in range(1, ATTEMPTS + 1)]

    def test_pauses_grow_for_a_day(self):
        *pauses, last = self._get_all()
        self.assertIsNone(last)
        self.assertEqual(pauses, sorted(pauses))
        self.assertEqual(pauses[0], timedelta(seconds=10))
        whole = sum(pauses, timedelta())
        self.assertTrue(timedelta(hours=22) < whole < timedelta(hours=25), whole)

    def test_chance_keeps_them_apart(self):
        early, late = self._get_all(chance=0)[:-1], self._get_all(chance=1)[:-1]
        for one, other in zip(early, late, strict=True):
            self.assertAlmostEqual(other / one, 1.1 / 0.9)

    def test_a_receiver_that_asks_for_time_gets_it(self):
        self.assertEqual(get_pause(1, 120, 0.5), timedelta(minutes=2))
        self.assertEqual(get_pause(5, 120, 0.5), timedelta(hours=2))
        self.assertEqual(get_pause(1, 10**8, 0.5), PAUSE_MAX)

    def test_an_endpoint_rests_when_it_asks_or_fails_often(self):
        self.assertFalse(get_rest(1, 0))
        self.assertEqual(get_rest(1, 120), timedelta(minutes=2))
        self.assertEqual(get_rest(TIRED, 0), timedelta(minutes=1))
        self.assertEqual(get_rest(TIRED, 10**8), PAUSE_MAX)

    def test_how_long_is_said_in_seconds_or_by_a_moment(self):
        now = 1_773_651_600
        for text, seconds in (
            ("120", 120),
            ("Mon, 16 Mar 2026 09:02:00 GMT", 120),
            ("Mon, 16 Mar 2026 09:02:00 -0000", 120),
            ("Mon, 16 Mar 2026 08:00:00 GMT", 0),
            ("Mon, 16 Mar 99999 08:00:00 GMT", 0),
            ("9" * 50, 0),
            ("-5", 0),
            ("soon", 0),
            ("", 0),
        ):
            with self.subTest(text):
                self.assertEqual(read_wait(text, now), seconds)

    def test_more_attempts_than_there_are_pauses_are_enough(self):
        self.assertIsNone(get_pause(ATTEMPTS + 5, 0, 0.5))


class TestWebhookAddresses(BaseCase):
    def _find(self, host, found, scheme="https", networks=""):
        entries = [(0, 0, 0, "", (address, 443)) for address in found]
        with patch.object(socket, "getaddrinfo", return_value=entries):
            return find_addresses(host, 443, scheme, parse_networks(networks))

    def test_inside_addresses_are_not_public_however_written(self):
        for address in INSIDE:
            with self.subTest(address):
                self.assertFalse(is_public(ipaddress.ip_address(address)))
                with self.assertRaises(Forbidden):
                    self._find("hooks.example.com", [address])

    def test_numbers_that_the_resolver_reads_as_addresses_are_refused(self):
        for host in DISGUISED:
            with self.subTest(host), self.assertRaises(Forbidden):
                find_addresses(host, 443, "https", [])

    def test_addresses_of_the_internet_are_public(self):
        for address in ("8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"):
            self.assertTrue(is_public(ipaddress.ip_address(address)), address)
            self.assertEqual(self._find("example.com", [address]), [address])

    def test_one_inside_address_refuses_the_whole_name(self):
        with self.assertRaises(Forbidden):
            self._find("hooks.example.com", ["8.8.8.8", "10.0.0.1"])

    def test_the_administrator_allows_networks(self):
        allowed = "10.0.0.0/8, fd00::/8"
        for address in ("10.9.8.7", "::ffff:10.0.0.1", "fd00::1"):
            self.assertEqual(
                self._find("hooks.internal", [address], networks=allowed), [address]
            )
        for address in ("192.168.1.1", "fe80::1", "127.0.0.1"):
            with self.assertRaises(Forbidden):
                self._find("hooks.internal", [address], networks=allowed)

    def test_without_encryption_only_what_is_allowed(self):
        with self.assertRaises(Forbidden):
            self._find("example.com", ["8.8.8.8"], "http")
        self._find("hooks.internal", ["10.0.0.1"], "http", "10.0.0.0/8")

    def test_networks_are_read_or_the_wrong_one_is_named(self):
        self.assertEqual(parse_networks(""), [])
        self.assertEqual(parse_networks(False), [])
        self.assertEqual(len(parse_networks("10.0.0.7 192.168.1.0/24;fd00::/8")), 3)
        with self.assertRaisesRegex(ValueError, "office"):
            parse_networks("10.0.0.7, office")

    def test_urls_are_read(self):
        self.assertEqual(
            split_url("https://hooks.example.com/a/b?c=d"),
            ("https", "hooks.example.com", 443, "/a/b?c=d"),
        )
        self.assertEqual(split_url("http://[::1]:8080"), ("http", "::1", 8080, "/"))

    def test_what_is_no_url_to_call_is_refused(self):
        for url in (
            *("", "example.com", "ftp://example.com", "file:///etc/passwd"),
            *("https://", "https://me:secret@example.com", "https://a@b@c/"),
            *("https://example.com:99999", "https://example.com:x"),
            *("https://example.com/a b", "https://example.com/\r\nX: y"),
            *("https://exa\tmple.com", "javascript:alert(1)", "https://..", "//x"),
        ):
            self.assertIsNone(split_url(url), url)


class TestWebhookLevels(BaseCase):
    def test_a_level_is_told_when_use_makes_it_worse(self):
        told = {
            (before, now): get_level_event(before, now)
            for before in ("none", "low", "used_up", "overdrawn")
            for now in ("none", "low", "used_up", "overdrawn")
        }
        news = {key: event for key, event in told.items() if event}
        used_up = "contract.used_up"
        self.assertEqual(
            news,
            {
                ("none", "low"): "contract.low",
                ("none", "used_up"): used_up,
                ("none", "overdrawn"): used_up,
                ("low", "used_up"): used_up,
                ("low", "overdrawn"): used_up,
            },
        )
