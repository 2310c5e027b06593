import json

from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_guard import GuardCommon
from .test_amount_shop import AmountShopCommon
from .test_forged_offers import get_forged


class Requests(HttpCase):
    """Asks as a browser does, with whatever somebody typed into the request."""

    def _send(self, route, **params):
        response = self.url_open(
            route,
            data=json.dumps({"jsonrpc": "2.0", "params": params}, default=str),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def _call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._send(f"/web/dataset/call_kw/{model}/{method}", **params)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestForgedCart(AmountShopCommon, Requests):
    """A cart takes a pack, an amount that is sold and the buyer's own contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(60)
        stranger = cls.env["res.partner"].create({"name": "Stranger"})
        cls.other_plan = cls._plan("Others", is_published=True)
        cls.other_pack = cls._pack(60, 1, cls.other_plan, is_published=True)
        cls.other = cls._contract(60, client=stranger)
        cls.other_share = cls.env["prepaid.share"].create(
            {"contract_id": cls.other.id, "partner_id": stranger.id, "quantity": 30}
        )
        phone = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_phone")
        # What a request may name besides, and what nobody reads.
        cls.forged = {
            "price_unit": 1,
            "discount": 99,
            "prepaid_amount_rate": 1,
            "prepaid_quantity": 6000,
            "prepaid_sold": {"quantity": 6000},
            "prepaid_plan_id": cls.other_plan.id,
            "prepaid_usage_type_ids": phone.ids,
            "prepaid_tier_id": 1,
            "share_id": cls.other_share.id,
            "prepaid_share_id": cls.other_share.id,
            "prepaid_policy": "confirmed",
            "partner_id": stranger.id,
        }

    def setUp(self):
        super().setUp()
        self.authenticate(self.portal_user.login, self.portal_user.login)

    def _add(self, pack, **params):
        names = {"product_template_id": pack.product_tmpl_id.id, "product_id": pack.id}
        return self._send("/shop/cart/add", **names, **params)

    def _get_lines(self):
        """Return what the lines of the client's carts sell."""
        carts = self.env["sale.order"].search([("partner_id", "=", self.client.id)])
        return [
            (
                line.product_id,
                line.prepaid_contract_id,
                line.prepaid_amount,
                line.price_subtotal,
                line._get_sold(),
            )
            for line in carts.order_line
        ]

    def test_what_a_request_names_besides_changes_nothing(self):
        own = {"prepaid_contract_id": self.contract.id, "prepaid_amount": 500}
        self._add(self.open_pack, **own)
        honest = self._get_lines()
        self.assertEqual(honest[0][1:4], (self.contract, 500, 500))
        for name, value in self.forged.items():
            self.env["sale.order"].search(
                [("partner_id", "=", self.client.id)]
            ).order_line.unlink()
            with self.subTest(name):
                self._add(self.open_pack, **own, **{name: value})
                self.assertIn(self._get_lines(), (honest, []))

    def test_a_cart_takes_nothing_of_another_client(self):
        for pack, params in (
            (self.open_pack, {"prepaid_amount": 1}),
            (self.open_pack, {"prepaid_amount": "500"}),
            (self.open_pack, {"prepaid_amount": [500]}),
            (self.open_pack, {}),
            (self.pack, {"prepaid_contract_id": self.other.id}),
            (self.pack, {"prepaid_contract_id": str(self.contract.id)}),
            (self.pack, {"prepaid_contract_id": [self.contract.id]}),
            (self.other_pack, {"prepaid_contract_id": self.contract.id}),
        ):
            with self.subTest(pack=pack.name, params=params):
                self.assertIn("error", self._add(pack, **params))
        self.assertEqual(self._get_lines(), [])

    def test_a_line_in_the_cart_stays_what_it_is(self):
        self._add(
            self.open_pack, prepaid_contract_id=self.contract.id, prepaid_amount=500
        )
        honest = self._get_lines()
        line = self.env["sale.order"].search([("partner_id", "=", self.client.id)])
        params = {"line_id": line.order_line.id, "quantity": 1}
        for forged in (
            {"prepaid_amount": 1},
            {"prepaid_amount": "2000"},
            {"prepaid_contract_id": self.other.id},
            *({name: value} for name, value in self.forged.items()),
        ):
            with self.subTest(forged):
                self._send("/shop/cart/update", **params, **forged)
                self.assertEqual(self._get_lines(), honest)

    def test_the_top_up_page_reads_nothing_but_its_address(self):
        url = f"/my/prepaid/{self.contract.id}/top-up"
        honest = self._get_page(url)
        asked = "&".join(f"{name}={value}" for name, value in self.forged.items())
        forged = self._get_page(f"{url}?contract_id={self.other.id}&{asked}")
        for names in ("o_prepaid_pack", "o_prepaid_amount"):
            texts = [self._get_texts(self._find(x, names)) for x in (honest, forged)]
            self.assertEqual(*texts)
        for contract_id in (self.other.id, 2**31 - 1, 0):
            url = f"/my/prepaid/{contract_id}/top-up?contract_id={self.contract.id}"
            answer = self.url_open(url, allow_redirects=False)
            self.assertEqual(answer.status_code, 303)
            self.assertTrue(answer.headers["Location"].endswith("/my"))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestForgedCalls(GuardCommon, Requests):
    """What the browser of a client calls of the server writes none of our records."""

    def test_a_client_calls_no_verb_that_writes(self):
        self.authenticate(self.portal.login, self.portal.login)
        for model, record in self.records.items():
            forged = {
                name: value
                for name, value in get_forged(record).items()
                if record._fields[name].type != "binary"
            }
            for method, args in (
                ("write", [record.ids, forged]),
                ("web_save", [record.ids, forged, {}]),
                ("create", [forged]),
                ("unlink", [record.ids]),
            ):
                if method == "unlink" and not model.startswith("prepaid."):
                    continue
                with self.subTest(model=model, method=method):
                    self.assertIn("error", self._call(model, method, *args))
