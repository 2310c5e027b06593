"""Who talks with whom in a row of a call record, and whether they do. No ORM."""

import re
from typing import NamedTuple

WITHHELD = re.compile(
    r"|anonym\w*|unknown|unavailable|restricted|private|withheld|blocked|masqu\w+"
    r"|inconnu\w*|unbekannt|none|null",
    re.IGNORECASE,
)
INTERNAL = re.compile(r"(?:ext\.?\s*)?(\d{2,6})", re.IGNORECASE)
WRAPPED = re.compile(r"^(.*?)\s*[(<]([^()<>]*)[)>]\s*$")
CHANNEL = re.compile(
    r"(?:PJSIP|SIP|IAX2|SCCP|Local|DAHDI|Ext\.?)[/ ]?(\d{2,6})(?=\D|$)", re.IGNORECASE
)
# No person talks in these: menus, announcements, voice mail.
TALKING_APPS = {"", "dial", "queue", "appdial", "appqueue", "bridge", "followme"}
MACHINE = re.compile(r"voice.?mail|ucap_|messagerie|mailbox", re.IGNORECASE)
UNANSWERED = re.compile(
    r"no[ -]?answer|busy|fail|miss|unanswer|cancel|abandon|declin|reject|congest"
    r"|hang ?up|not answered|verpasst|manqu|sans r|besetzt",
    re.IGNORECASE,
)
DIRECTIONS = (
    ("internal", re.compile(r"intern|intra|extension", re.IGNORECASE)),
    ("in", re.compile(r"^in|_in$|inbound|incoming|entrant|eingehend", re.IGNORECASE)),
    ("out", re.compile(r"^out|_out|outbound|outgoing|sortant|ausgeh", re.IGNORECASE)),
)


class Parties(NamedTuple):
    """``direction`` is in, out or internal; ``number`` the client's, as written ("":
    withheld); ``agent`` an extension, e-mail or name; ``outcome`` is talk, unanswered
    or machine."""

    direction: str
    number: str
    agent: str
    queue: str
    outcome: str


def read_parties(cells, is_answered):
    """Return the Parties of a row, ``cells`` by meaning."""
    caller, callee = get_number(cells["from"]), get_number(cells["to"])
    own = _get_extension(cells["channel"]) or _get_internal(caller)
    other = _get_extension(cells["peer"]) or _get_internal(callee)
    direction = _find_direction(cells["direction"], caller, callee, (own, other))
    number = callee if direction == "out" else caller
    if direction != "internal" and _get_internal(number):
        direction = "internal"
    agent = cells["agent"] or (own if direction == "out" else other)
    if not agent:
        agent = _get_name(cells["from"] if direction == "out" else cells["to"])
    return Parties(
        direction,
        "" if WITHHELD.fullmatch(number) else number,
        agent.strip().casefold(),
        cells["queue"],
        _find_outcome(cells, is_answered),
    )


def get_number(text):
    """Return the number in "Ada (101)", "Acme <0199…>", "sip:101@host", "tel:+33…"."""
    wrapped = WRAPPED.match(text)
    if wrapped and re.search(r"\d", wrapped[2]) and not re.match(r"\+?\d", wrapped[1]):
        text = wrapped[2]
    text = re.sub(r"^(sips?|tel):", "", text.strip(), flags=re.IGNORECASE)
    return text.partition("@")[0].strip() if re.match(r"[+\d]", text) else text


def is_masked(number):
    """Tell whether figures of a number are hidden, as in +3319900xxxx."""
    return bool(re.search(r"\d.*[*xX]{2,}|[*xX]{2,}.*\d", number))


def _get_internal(number):
    match = INTERNAL.fullmatch(number)
    return match[1] if match else ""


def _get_extension(channel):
    match = CHANNEL.match(channel)
    return match[1] if match else ""


def _get_name(text):
    wrapped = WRAPPED.match(text)
    name = wrapped[1].strip(' "') if wrapped else text
    return name if re.search(r"[^\W\d]", name) else ""


def _find_direction(said, caller, callee, extensions):
    for direction, pattern in DIRECTIONS:
        if pattern.search(said):
            return direction
    own, other = extensions
    if _get_internal(caller) and _get_internal(callee):
        return "internal"
    return "out" if own and not (other and not _get_internal(caller)) else "in"


def _find_outcome(cells, is_answered):
    if cells["app"].casefold() not in TALKING_APPS:
        return "machine"
    if MACHINE.search(cells["status"]) or MACHINE.search(cells["direction"]):
        return "machine"
    if UNANSWERED.search(cells["status"]) or not is_answered:
        return "unanswered"
    return "talk"
