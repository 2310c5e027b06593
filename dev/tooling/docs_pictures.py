"""The pictures of the documentation: which pages of the demo they show, and how."""

from pathlib import Path
from typing import NamedTuple

from PIL import Image

from .cache import CHECKOUT

FOLDER = CHECKOUT / "docs" / "pictures"
BYTES_MAX = 100 * 1024
COLOURS = 128
ACTION = "action-sale_timesheet_prepaid"
CONTRACT = ("prepaid.contract", [("partner_id.name", "=", "Brightwater Dental")])
TICKET = ("project.task", [("name", "=", "VPN drops every hour")])
PLAN = ("prepaid.plan", [("name", "=", "Support hours")])


class Picture(NamedTuple):
    """A page: who looks, where it is, and what is clicked and typed there.

    `place` is an address below the server's, with the id of the first record that
    `record` (a model and a domain) finds in place of `{id}`.
    """

    name: str
    login: str
    place: str
    record: tuple | None = None
    clicks: tuple = ()
    text: tuple = ()


PICTURES = (
    Picture("overview", "admin", f"/odoo/{ACTION}.prepaid_start_action"),
    Picture(
        "quick_log",
        "admin",
        "/odoo/project.task/{id}",
        TICKET,
        (".o_prepaid_log_time",),
        (".o_prepaid_quick_log input", "12m phone reset password"),
    ),
    Picture(
        "refill_now",
        "admin",
        "/odoo/prepaid.contract/{id}",
        CONTRACT,
        ("button:has-text('Refill Now')",),
    ),
    Picture("plan", "admin", "/odoo/prepaid.plan/{id}", PLAN),
    Picture("close_month", "admin", f"/odoo/{ACTION}.prepaid_close_action"),
    Picture("settings", "admin", f"/odoo/{ACTION}.res_config_settings_action"),
)


def prepare(page, picture):
    """Click and type what the picture shows."""
    for selector in picture.clicks:
        page.locator(selector).first.click()
    if picture.text:
        selector, text = picture.text
        page.locator(selector).first.fill(text)


def shrink(path: Path):
    """Make a picture small: few colours are enough for a screen."""
    image = Image.open(path).convert("RGB").quantize(COLOURS)
    image.save(path, optimize=True)
