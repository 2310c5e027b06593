"""Tests do not fail because the machine is busy: pages and tours get their time."""

from odoo.tests import HttpCase
from odoo.tests.common import Opener

PAGE_SECONDS_MAX = 120
TOUR_SECONDS_MAX = 300
REQUEST = Opener.request
BROWSER_JS = HttpCase.browser_js


def _request(opener, *args, **kwargs):
    return REQUEST(opener, *args, **kwargs | {"timeout": PAGE_SECONDS_MAX})


def _browser_js(test, *args, **kwargs):
    return BROWSER_JS(test, *args, **kwargs | {"timeout": TOUR_SECONDS_MAX})


Opener.request = _request
HttpCase.browser_js = _browser_js
