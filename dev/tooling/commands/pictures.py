"""dev/pictures: what the README and the app's page show, made from the demo."""

import argparse
import contextlib
import shutil
from functools import partial

from .. import checks, databases, docs_pictures, postgres, server, wkhtmltopdf
from ..cache import CHECKOUT
from ..client import Client
from ..output import Problem, say

FOLDER = CHECKOUT / "static/description"
PACKS = CHECKOUT / "demo/img"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LAPTOP = {"width": 1366, "height": 768}
SETTLE_MS = 2500
# The first page of a new database is the slowest: its scripts are made for it.
PATIENCE_MS = 180_000
# What is there once a page of the back office, or of the website, is.
SHOWN = ".o_action_manager .o_content, #wrapwrap"
# What stands on the pictures of the demo's packs.
PACK_PICTURES = {
    "pack_10": ("10", "hours", 10 / 30),
    "pack_20": ("20", "hours", 20 / 30),
    "pack_30": ("30", "hours + 1", 1),
    "pack_credit": ("500", "euros", 1),
}
CLOCK = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512">
  <rect width="512" height="512" fill="#f6f3f5"/>
  <circle cx="256" cy="256" r="190" fill="none" stroke="#ded5db" stroke-width="28"/>
  <circle cx="256" cy="256" r="190" fill="none" stroke="#714b67" stroke-width="28"
    stroke-linecap="round" stroke-dasharray="{length:.0f} 2000"
    transform="rotate(-90 256 256)"/>
  <text x="256" y="286" text-anchor="middle" font-family="Liberation Sans, sans-serif"
    font-weight="bold" font-size="128" fill="#2b2330">{number}</text>
  <text x="256" y="344" text-anchor="middle" font-family="Liberation Sans, sans-serif"
    font-size="38" fill="#6b6070">{unit}</text>
</svg>
"""


def main(arguments):
    """Take the pictures that the command line asks for and return the exit code."""
    options = _parse(arguments)
    chromium = shutil.which("chromium")
    if not chromium:
        raise Problem("Chromium takes the pictures. Install it: apt install chromium")
    with _browser(chromium) as browser:
        if options.packs:
            _draw_packs(browser)
            return 0
        wkhtmltopdf.provide()
        postgres.start()
        with databases.temporary("pictures") as database:
            with server.running(database, checks.find_free_port()) as (url, _process):
                take = _take_docs if options.docs else _take_all
                take(browser, url, database)
    return 0


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/pictures", description="Make the pictures from a new demo database."
    )
    parser.add_argument(
        "--packs", action="store_true", help="draw those of the demo's packs instead"
    )
    parser.add_argument(
        "--docs", action="store_true", help="take those of the documentation instead"
    )
    parser.add_argument("--no-install", action="store_true", help="install nothing")
    return parser.parse_args(arguments)


@contextlib.contextmanager
def _browser(chromium):
    # Only this command needs it, once the environment is there.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def _draw_packs(browser):
    PACKS.mkdir(exist_ok=True)
    page = browser.new_page(viewport={"width": 512, "height": 512})
    for name, (number, unit, share) in PACK_PICTURES.items():
        drawing = CLOCK.format(
            number=number, unit=unit, length=share * 2 * 3.1416 * 190
        )
        page.set_content(f"<style>body{{margin:0}}</style>{drawing}")
        page.screenshot(path=PACKS / f"{name}.png")
        say(f"demo/img/{name}.png")


# === THE DEMO === #


def _take_all(browser, url, database):
    admin = Client(url, database).sign_in("admin", "admin")
    contract = ("prepaid.contract", [("partner_id.name", "=", "Brightwater Dental")])
    mine = ("prepaid.contract", [("partner_id.name", "=", "Joel Willis")])
    ticket = ("project.task", [("name", "=", "VPN drops every hour")])
    report = "action-sale_timesheet_prepaid.prepaid_deferred_report_action"
    page = _sign_in(browser, url, "admin")
    _take(page, "contract", _get_address(admin, *contract))
    _take(page, "ticket", _get_address(admin, *ticket), _start_meter)
    _take(page, "deferred", f"{url}/odoo/{report}")
    client = _sign_in(browser, url, "portal")
    contract_id = admin.read(*mine, "id")["id"]
    _take(client, "client", f"{url}/my/prepaid/{contract_id}")


def _take_docs(browser, url, database):
    docs_pictures.FOLDER.mkdir(exist_ok=True)
    admin = Client(url, database).sign_in("admin", "admin")
    people = {}
    for picture in docs_pictures.PICTURES:
        if picture.login not in people:
            people[picture.login] = _sign_in(browser, url, picture.login)
        record = picture.record and admin.read(*picture.record, "id")["id"]
        page = people[picture.login]
        prepare = partial(docs_pictures.prepare, picture=picture)
        address = url + picture.place.format(id=record)
        _take(page, picture.name, address, prepare, docs_pictures.FOLDER)


def _get_address(admin, model, domain):
    """Return where the back office shows the record that matches."""
    return f"{admin.url}/odoo/{model}/{admin.read(model, domain, 'id')['id']}"


def _sign_in(browser, url, login):
    page = browser.new_context(viewport=LAPTOP).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/web/login" not in address)
    return page


def _take(page, name, address, prepare=None, folder=FOLDER):
    """Open an address, go on from there, and keep what is seen."""
    page.goto(address)
    page.locator(SHOWN).first.wait_for()
    # Pages of ours read their figures once they are there.
    page.get_by_text("Loading…").first.wait_for(state="hidden")
    page.wait_for_timeout(SETTLE_MS)
    if prepare:
        prepare(page)
        page.wait_for_timeout(SETTLE_MS)
    page.mouse.move(0, 0)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    docs_pictures.shrink(path)
    say(path.relative_to(CHECKOUT))


def _start_meter(page):
    page.locator(".o_prepaid_meter_start_here").first.click()
