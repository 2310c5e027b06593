"""Which programs write time sheets, and how: small mappings, by header. No ORM."""

from typing import NamedTuple

from .columns import check_twins, find_header, get_synonyms, match, simplify_words
from .durations import WORK_FORMS

# Headers in English, French and German, as programs and people write them.
COLUMNS = {
    "source_id": "id|time entry id|entry id|timesheet id|external id|ref|external ref"
    "|identifiant|eintrag id",
    "customer": "client|customer|company|account|client name|customer name|company name"
    "|account name|kunde|kundenname|firma|nom du client|societe|entreprise",
    "project": "project|project name|projekt|projet|contract|ticket number"
    "|project project",
    "task": "task|activity|task name|service|tatigkeit|aktivitat|aufgabe|activite|tache"
    "|work type|ticket|ticket title|ticket summary",
    "description": "description|notes|note|name|beschreibung|notiz|notizen|libelle"
    "|summary notes|what",
    "user": "user|user name|username|person|member|employee|resource|resource name"
    "|agent|technician|benutzer|mitarbeiter|utilisateur|collaborateur|employe",
    "first_name": "first name|vorname|prenom",
    "last_name": "last name|nachname|nom",
    "email": "email|e mail|user email|mail|courriel|e mail adresse",
    "begin": "begin|start|started at|start date time|von|debut",
    "end": "end|stop|ended at|end date time|bis|fin",
    "day": "date|start date|date start|day|date worked|entry date|work date|spent date"
    "|datum"
    "|startdatum|date de debut|jour",
    "begin_time": "start time|from|time from|time start|startzeit|beginn"
    "|heure de debut|de",
    "end_day": "end date|stop date|enddatum|date de fin",
    "end_time": "end time|stop time|to|time to|time end|endzeit|ende|heure de fin|a",
    "duration": "duration|duration h|hours worked|hours|quantity|time|time h|hh mm"
    "|duration decimal|actual hours|time taken|minutes|seconds"
    "|duration minutes|duration seconds|duration hours|dauer|stunden|zeit|duree|heures"
    "|temps|unit amount|time spent",
    "billable": "billable|is billable|abrechenbar|facturable|verrechenbar",
    "invoiced": "invoiced|exported|billed|is invoiced|cleared|exportiert|abgerechnet"
    "|facture|exporte",
}
# What programs write besides and nobody needs for the work: it is no unknown column.
IGNORED = (
    "tags|group|currency|rate|internal|hourly|fixed rate|hourly rate|internal rate"
    "|staff number|project code|hours rounded|approved|roles|employee id"
    "|external reference url|duration decimal|hours to bill|type|category|budget|amount"
    "|break|vat id|order number|project number|customer number|week|month|workspace"
    "|department|invoice|invoice id|billable rate|billable amount|cost rate|cost amount"
    "|profit|client id|project id|task id|user id|currency code|wahrung|schlagworte"
    "|mots cles|devise|taux"
)


class TimeSource(NamedTuple):
    """A program: ``proofs`` are sets of headers of which one is enough to know it.

    ``columns`` are meanings that it says in its own way, before COLUMNS; ``forms`` the
    forms in which it writes durations, ``is_utc`` whether always in UTC; ``ignored``
    are its columns that nobody needs, besides IGNORED.
    """

    key: str
    name: str
    proofs: tuple
    columns: dict = {}
    forms: tuple = WORK_FORMS
    is_utc: bool = False
    ignored: str = ""


TIME_SOURCES = (
    TimeSource(
        "clockify",
        "Clockify",
        (
            {"duration h", "start date"},
            {"duration decimal", "start date"},
            {"dauer h", "startdatum"},
            {"duree h", "date de debut"},
        ),
        # Of two decimals a minute is lost: hours and minutes first.
        {
            "duration": "duration h|dauer h|duree h|duration decimal|dauer dezimal"
            "|duree decimale"
        },
        ("hms", "hours", "hm"),
        ignored="dauer dezimal|duree decimale|gruppe|groupe",
    ),
    TimeSource(
        "toggl",
        "Toggl Track",
        (
            {"start date", "start time", "duration", "client", "description"},
            {"start date", "start time", "duration", "user", "email"},
        ),
        # Its settings write 7:30 min, 9 sec and 2:00:01 in one column.
        forms=("units",),
    ),
    TimeSource(
        "harvest",
        "Harvest",
        (
            {"first name", "last name", "hours", "notes"},
            {"hours", "billable", "invoiced", "notes"},
        ),
        # Its ``employee`` tells staff from contractors.
        {"duration": "hours|heures|stunden", "user": ""},
        ("hours", "hm"),
        ignored="employee",
    ),
    TimeSource(
        "kimai",
        "Kimai",
        (
            {"from", "to", "customer", "activity"},
            {"begin", "end", "customer", "activity"},
            {"beginn", "ende", "kunde", "tatigkeit"},
            {"von", "bis", "kunde", "tatigkeit"},
            {"debut", "fin", "client", "activite"},
            {"customer", "activity", "exported"},
        ),
        # Its ``name`` is the person's, its ``type`` is no kind of ours.
        {
            "user": "name|nom|user|username|benutzer|utilisateur",
            "begin_time": "begin|from|beginn|von|debut|de",
            "end_time": "end|to|ende|bis|fin|a",
            "description": "description|beschreibung",
            "begin": "",
            "end": "",
            "last_name": "",
        },
        ignored="user|username|benutzer|utilisateur|created|modified|erstellt|cree",
    ),
    TimeSource(
        "autotask",
        "Autotask",
        ({"date worked", "hours worked"},),
        {"duration": "hours worked"},
        ("hours", "hm"),
    ),
    TimeSource("other", "", ()),
)
SOURCES = {source.key: source for source in TIME_SOURCES}


class TimeTable(NamedTuple):
    """Where the header of a sheet is, who wrote it, and what its columns mean."""

    source: TimeSource
    header: list
    first: int
    known: dict
    unknown: list


def find_time_table(sheet):
    """Return the TimeTable of a sheet, or None if it holds no work."""
    index = find_header(sheet, COLUMNS, 3, simplify_words)
    if index is None:
        return None
    header = sheet.rows[index].cells
    source = _find_source({_bare(cell) for cell in header})
    columns = {name: text for name, text in source.columns.items() if text}
    rest = {name: text for name, text in COLUMNS.items() if name not in source.columns}
    known, unknown = match(header, columns | rest, _bare)
    check_twins(sheet, index, known, _bare)
    ignored = get_synonyms({"ignored": f"{IGNORED}|{source.ignored}"})
    unknown = [cell for cell in unknown if _bare(cell) not in ignored]
    table = TimeTable(source, header, index + 1, known, unknown)
    said = set(known.values())
    is_work = said & {"day", "begin"} and said & {"duration", "end", "end_time"}
    return table if is_work else None


def _find_source(names):
    for source in TIME_SOURCES:
        if any(proof <= names for proof in source.proofs):
            return source
    return SOURCES["other"]


def _bare(header):
    """Return a header simplified, without the currency behind it: Amount (EUR)."""
    name = simplify_words(header)
    words = name.split()
    is_currency = (
        len(words) > 1 and header.rstrip().endswith(")") and len(words[-1]) == 3
    )
    return " ".join(words[:-1]) if is_currency else name
