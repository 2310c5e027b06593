import os
import socket
import ssl
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odoo.tests import BaseCase

from ..models.outgoing import courier
from ..models.outgoing.addresses import parse_networks
from .common_webhook import receiving

NAME = "hooks.example.com"
HERE = tuple(parse_networks("127.0.0.0/8"))


def make_certificate(folder, name):
    """Write a certificate of a name, signed by itself; return its path."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2099, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = Path(folder) / f"{name}.pem"
    path.write_bytes(private + certificate.public_bytes(pem))
    return str(path)


class TestWebhookCourier(BaseCase):
    """One call: where it goes, what it reads, and when it stops."""

    def setUp(self):
        super().setUp()
        self.receiver = self.enterContext(receiving())

    def _post(self, url=None, networks=HERE):
        url = url or self.receiver.url
        return courier.post(courier.Call(url, {"webhook-id": "1"}, "{}", networks))

    def _resolve(self, *addresses):
        """Let the name lead to these addresses, look-up by look-up; return these."""
        lookup, left = socket.getaddrinfo, list(addresses)

        def resolve(host, *args, **kwargs):
            return lookup(left.pop(0) if host == NAME else host, *args, **kwargs)

        self.enterContext(patch.object(socket, "getaddrinfo", resolve))
        return left

    def test_a_message_arrives_as_it_is(self):
        answer = self._post()
        self.assertTrue(answer.is_good())
        [received] = self.receiver.received
        self.assertEqual((received.path, received.body), ("/prepaid", b"{}"))
        self.assertEqual(received.headers["content-type"], "application/json")
        port = self.receiver.server_port
        self.assertEqual(received.headers["host"], f"127.0.0.1:{port}")

    def test_nobody_is_called_inside_unless_allowed(self):
        port = self.receiver.server_port
        hosts = ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:7f00:1]")
        for host in hosts:
            for scheme in ("http", "https"):
                answer = self._post(f"{scheme}://{host}:{port}/", ())
                self.assertEqual(answer.reason, "forbidden", host)
        self.assertFalse(self.receiver.received)

    def test_the_name_is_looked_up_once(self):
        """What was checked is what is called, whatever the name says a moment later."""
        left = self._resolve("127.0.0.1", "10.255.255.1")
        answer = self._post(f"http://{NAME}:{self.receiver.server_port}/")
        self.assertTrue(answer.is_good())
        self.assertEqual(left, ["10.255.255.1"])
        [received] = self.receiver.received
        self.assertIn(NAME, received.headers["host"])

    def test_redirects_are_not_followed(self):
        other = self.enterContext(receiving())
        for status in (301, 302, 303, 307, 308):
            self.receiver.status = status
            self.receiver.headers = {"Location": other.url}
            answer = self._post()
            self.assertEqual((answer.status, answer.is_good()), (status, False))
        self.assertFalse(other.received)

    def test_proxies_of_the_environment_are_not_used(self):
        proxy = self.enterContext(receiving())
        names = ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy")
        with patch.dict(os.environ, dict.fromkeys(names, proxy.url)):
            self.assertTrue(self._post().is_good())
        self.assertFalse(proxy.received)

    def test_of_a_huge_answer_the_beginning_is_read(self):
        self.receiver.text = b"x" * 10_000_000
        answer = self._post()
        self.assertTrue(answer.is_good())
        self.assertEqual(answer.text, "x" * courier.ANSWER_BYTES)

    def test_an_answer_that_is_no_text_is_read_all_the_same(self):
        self.receiver.text = b"\xff\x00\xfe"
        self.assertEqual(self._post().text, "\ufffd\ufffd")

    def test_a_receiver_that_says_nothing_is_not_waited_for(self):
        self.receiver.go_on.clear()
        with patch.object(courier, "ANSWER_SECONDS", 0.2):
            self.assertEqual(self._post().reason, "timeout")

    def test_a_receiver_that_drips_is_cut(self):
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)

        def drip():
            line, _address = server.accept()
            with line:
                for letter in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000:
                    try:
                        line.send(bytes([letter]))
                    except OSError:
                        return
                    time.sleep(0.02)

        thread = threading.Thread(target=drip)
        thread.start()
        with patch.object(courier, "CALL_SECONDS", 0.5):
            answer = self._post(f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
        self.assertEqual(answer.reason, "timeout")
        self.assertLess(answer.milliseconds, 3000)

    def test_what_fails_is_an_answer(self):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            shut = probe.getsockname()[1]
        self.assertEqual(self._post(f"http://127.0.0.1:{shut}/").reason, "connection")
        self.assertEqual(self._post("nonsense").reason, "connection")
        failure = socket.gaierror(-2, "Name or service not known")
        with patch.object(socket, "getaddrinfo", side_effect=failure):
            self.assertEqual(self._post("https://example.com/").reason, "unknown_host")

    def test_a_receiver_may_ask_for_time(self):
        self.receiver.status = 429
        for asked, wait in (("120", 120), ("soon", 0), ("-5", 0), ("9" * 50, 0)):
            self.receiver.headers = {"Retry-After": asked}
            self.assertEqual(self._post().wait, wait)

    # === CERTIFICATES === #

    def _secure(self, name):
        """Let the receiver speak TLS as a name; trust its certificate."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        path = make_certificate(folder, name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        self.receiver.socket = context.wrap_socket(
            self.receiver.socket, server_side=True
        )
        self.asked = []
        context.sni_callback = lambda _line, asked, _context: self.asked.append(asked)
        self.enterContext(patch.dict(os.environ, {"SSL_CERT_FILE": path}))

    def test_the_certificate_is_that_of_the_name(self):
        self._secure(NAME)
        self._resolve("127.0.0.1")
        answer = self._post(f"https://{NAME}:{self.receiver.server_port}/")
        self.assertTrue(answer.is_good(), answer)
        self.assertEqual(self.asked, [NAME])

    def test_a_certificate_of_another_name_is_refused(self):
        self._secure("elsewhere.example.com")
        self._resolve("127.0.0.1")
        answer = self._post(f"https://{NAME}:{self.receiver.server_port}/")
        self.assertEqual(answer.reason, "tls")
        self.assertFalse(self.receiver.received)

    def test_a_certificate_of_nobody_is_refused(self):
        self._secure(NAME)
        self._resolve("127.0.0.1")
        with patch.dict(os.environ, {"SSL_CERT_FILE": os.devnull}):
            answer = self._post(f"https://{NAME}:{self.receiver.server_port}/")
        self.assertEqual(answer.reason, "tls")
