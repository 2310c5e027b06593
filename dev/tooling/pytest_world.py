"""What our runs make once in a database, so that no class of tests makes it again.

The bundles of scripts and styles that a browser asks for: a test's transaction would
make them and throw them away. What classes of tests set up in common is kept for those
that follow, so that those which need the same follow one another.
"""

import pytest

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import get_db_name
from odoo.tools import config

# Those of the back office, of portal and shop, of tours and of documents: (js, css).
BUNDLES = {
    "web.assets_web": (True, True),
    "web.assets_web_print": (False, True),
    "web.assets_frontend": (False, True),
    "web.assets_frontend_lazy": (True, False),
    "web.assets_frontend_minimal": (True, False),
    "web.assets_tests": (True, False),
    "web.__assets_tests_call__": (True, False),
    "web.report_assets_common": (False, True),
    "web.report_assets_pdf": (False, True),
}


def pytest_collection_modifyitems(items):
    """Put the files together whose classes of tests set up the same."""
    if not items:
        # Perhaps as the tests cannot be imported, which pytest has told.
        return
    from odoo.addons.sale_timesheet_prepaid.tests import common, world

    world.is_kept = True
    keys = {}
    for item in items:
        if item.cls and not keys.get(item.path):
            keys[item.path] = world.get_key(item.cls, common.PrepaidCommon)
    items.sort(key=lambda item: keys.get(item.path) or "")


@pytest.fixture(scope="session", autouse=True)
def provide_bundles(request, load_registry):
    """Make the bundles that tests in a browser ask for."""
    if any("tours" in item.path.stem for item in request.session.items):
        config["test_enable"] = True
        _make_bundles(Registry(get_db_name()))
        config["test_enable"] = False


def _make_bundles(registry):
    """Make the bundles that are not in the database yet."""
    with registry.cursor() as cr:
        Qweb = api.Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
        for name, (has_js, has_css) in BUNDLES.items():
            bundle = Qweb._get_asset_bundle(name, css=has_css, js=has_js)
            if has_js:
                bundle.js()
            if has_css:
                bundle.css()
