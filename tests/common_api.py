import json
from unittest.mock import patch

from odoo.tests import HttpCase

from odoo.addons.base.models import res_users

# Each call compares the key: as with passwords in Odoo's tests, that shall be quick.
QUICK = res_users.CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1)


class ApiCommon(HttpCase):
    """What people ask for over JSON-2, as scripts of theirs do."""

    def _key(self, user):
        keys_sudo = self.env["res.users.apikeys"].with_user(user).sudo()
        with patch.object(res_users, "KEY_CRYPT_CONTEXT", QUICK):
            return keys_sudo._generate("rpc", "Test", False)

    def _send(self, key, model, method, **kwargs):
        """Call a method as the API does; return the response."""
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(kwargs, default=str),
            headers={
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
            },
        )

    def _ask(self, user, model, method, **kwargs):
        """Call a method as a user; return its answer, or the error as a dict."""
        self.env.flush_all()
        answer = self._send(self._key(user), model, method, **kwargs).json()
        self.env.invalidate_all()
        return answer
