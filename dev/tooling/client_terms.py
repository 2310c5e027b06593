"""Which terms of our addons clients read: in the shop, on their pages, in mails, PDFs.

A language may be there for clients alone: its file has these terms and no other. What
stands in no list here and shows on a page all the same is found by the test of pages.
"""

import re

# Languages in which only clients are spoken to.
LANGUAGES = {"de"}

_SELECTIONS = "|".join(
    (
        "account_analytic_line__prepaid_(charge|exchange)",
        "prepaid_(agreement|approval|dispute|hold|session|service_request)__state",
        "prepaid_contract__(state|alert_level|forecast_state|refill_trigger)",
        "prepaid_entry__(kind|charge)",
        "prepaid_grant__(kind|state)",
        "prepaid_plan__unit",
        "prepaid_refill__(state|stage)",
        "prepaid_schedule__",
        "prepaid_schedule_change__kind",
        "prepaid_usage_type__charge",
        "project_task__prepaid_response_state",
    )
)
_CODE = "|".join(
    (
        r"controllers/(?!export|api)",
        r"static/src/(portal|website|session|talk)/",
        r"models/client/(?!prepaid_signal|prepaid_contract_signal)",
        r"models/clauses/prepaid_plan_clauses",
        r"models/metering/prepaid_(plan_explanation|plan_terms|rate|(approval|tier)_told)",
        r"models/law/prepaid_jurisdiction_source",
        r"models/charging/prepaid_(consent|contract_consent)",
        r"models/sales/prepaid_(plan_conditions|plan_website|plan_packs|sold_note)",
        r"models/sales/product_template_(offer|amount_offer|price|tier)",
        r"models/sales/prepaid_contract_grouping",
        r"models/schedule/prepaid_(consent|contract_consent|schedule_price)",
        r"models/schedule/prepaid_schedule_(change_told|bill)",
        r"models/ledger/prepaid_contract_notify",
        r"models/prepaid_session_(offer|words|told|page|pay|slots)",
        r"models/product_template\.py",
    )
)
# Views of the back office, and pages for accountants and the staff.
_BACKSTAGE = "|".join(
    (
        "_view_(form|list|search|kanban|pivot|graph|calendar|activity)",
        *("view_form", "_form$", "deferred_document", "_roll_", "res_config"),
        *("_mailing_", "_what_if_", "snippets", "_agreement_difference"),
    )
)
CLIENTS = re.compile(
    r"model:(mail\.template|website\.menu|prepaid\.usage\.type|prepaid\.response),"
    rf"|model:ir\.model\.fields\.selection,name:\w+\.selection__({_SELECTIONS})"
    rf"|code:addons/\w+/({_CODE})"
    rf"|model_terms:ir\.ui\.view,arch_db:\w+\.(portal_|(?!\w*({_BACKSTAGE})))"
)


def is_for_clients(term):
    """Tell whether a term of a template (polib.POEntry) is one that clients read."""
    return any(CLIENTS.match(place) for place, _line in term.occurrences)


def pick(template, language):
    """Return the terms of a template that a language has to say."""
    is_whole = language.partition("_")[0] not in LANGUAGES
    return [term for term in template if is_whole or is_for_clients(term)]
