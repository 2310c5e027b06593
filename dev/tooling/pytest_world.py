"""What our runs make once in a database, so that no class of tests makes it again.

The bundles of scripts and styles that a browser asks for: a test's transaction would
make them and throw them away. And what the classes of tests set up in common.
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


@pytest.fixture(scope="session", autouse=True)
def provide_world(request, load_registry):
    """Make what the tests of this run need in common."""
    from odoo.addons.sale_timesheet_prepaid.tests import common, world

    classes = {item.cls for item in request.session.items if item.cls}
    registry = Registry(get_db_name())
    config["test_enable"] = True
    if any("tours" in cls.__module__ for cls in classes):
        _make_bundles(registry)
    if any(issubclass(cls, common.PrepaidCommon) for cls in classes):
        world.provide(common.PrepaidCommon, common.TODAY, registry)
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
