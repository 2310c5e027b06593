import re
from contextlib import contextmanager
from unittest.mock import patch

from .common_charge import ChargeCommon
from .common_portal import PortalCommon

ADDON = "odoo.addons.sale_timesheet_prepaid"


class ConsentCommon(ChargeCommon, PortalCommon):
    """A client with a saved card, who has agreed to nothing yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.write({"low_threshold": 120, "refill_product_id": cls.pack.id})
        cls.card = cls._token(partner_id=cls.colleague.id)
        cls.page = f"{cls.url}/automatic"

    def _read(self, cap=1000, token=None):
        """Return the page on which the text of a permission is read."""
        token = token or self.card
        return self._get(f"{self.page}?token_id={token.id}&cap_amount={cap}").text

    def _agree(self, cap=1000, token=None, page=None, **over):
        """Read the text, tick the box, send it."""
        page = page or self._read(cap, token)
        digest = re.search(r'name="digest" value="(\w+)"', page)
        data = {
            "token_id": (token or self.card).id,
            "cap_amount": cap,
            "digest": digest.group(1) if digest else "forged",
            "agree": "1",
        }
        response = self._post(f"{self.page}/agree", **(data | over))
        self.env.invalidate_all()
        return response

    def _get_consent(self):
        return self.contract.sudo()._get_consent()

    def _get_link(self, consent=None):
        consent = (consent or self._get_consent()).sudo()
        return f"{consent.access_url}?access_token={consent.access_token}"

    def _revoke(self, consent=None, token=""):
        consent = consent or self._get_consent()
        response = self._post(f"{consent.access_url}/revoke", access_token=token)
        self.env.invalidate_all()
        return response

    def assertTold(self, mails, partners):
        """Each of these got one mail, and nobody else."""
        told = [recipient for recipients, _s, _b in mails for recipient in recipients]
        self.assertEqual(sorted(p.id for p in told), sorted(partners.ids))

    @contextmanager
    def _mails(self):
        """Collect (recipients' ids, subject, body) of the mails sent within."""
        mails = []
        Mail = self.env.registry["mail.mail"]
        create = Mail.create

        def collect(model, vals_list):
            records = create(model, vals_list)
            mails.extend(
                (record.recipient_ids, record.subject, str(record.body_html))
                for record in records
            )
            return records

        with patch.object(Mail, "create", collect):
            yield mails
