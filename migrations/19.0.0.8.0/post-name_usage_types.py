"""The usage types that the addon made get the words that mean them in a line of text.

Nothing is written where somebody has given words already. French ones follow from the
translations, and names go before words: what was understood before still is.
"""

from odoo import SUPERUSER_ID, api

WORDS = {
    "remote": "remote session",
    "onsite": "visit",
    "phone": "phone, telephone, tel",
    "video": "video, videoconference",
    "message": "message, chat",
    "project": "project work",
    "monitoring": "monitoring, surveillance",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False, "lang": "en_US"})
    if env["prepaid.usage.type"].search_count([("words", "!=", False)], limit=1):
        return
    for name, words in WORDS.items():
        xmlid = f"sale_timesheet_prepaid.prepaid_usage_type_{name}"
        usage_type = env.ref(xmlid, raise_if_not_found=False)
        if usage_type:
            usage_type.words = words
