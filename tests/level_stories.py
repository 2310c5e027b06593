"""Histories that are seldom drawn: what people do, and which crons run then."""

BOTH = ("refill", "contract_notify")
# The clients have 200 and 100 minutes.
STORIES = {
    "mended in time": [
        (("mistype", 0, 20), ()),
        (("mend", "edit"), BOTH),
        (("log", 0, 150, 0), BOTH),
    ],
    "mended too late": [
        (("mistype", 0, 20), BOTH),
        (("mend", "delete"), BOTH),
        (("log", 0, 150, 0), BOTH),
    ],
    "mended to a better level": [
        (("log", 0, 150, 0), BOTH),
        (("mistype", 0, 5), BOTH),
        (("mend", "edit"), BOTH),
        (("log", 0, 45, 0), BOTH),
    ],
    "the same line changed": [
        (("log", 0, 150, 0), BOTH),
        (("redate", 0, -1), BOTH),
        (("edit", 0, 145), BOTH),
        (("edit", 0, 155), BOTH),
    ],
    "given up, and bought later": [
        (("log", 0, 150, 0), BOTH),
        (("cancel", 0), BOTH),
        (("log", 0, 10, 0), BOTH),
        (("buy", 0), BOTH),
        (("log", 0, 190, 0), BOTH),
    ],
    "bought otherwise": [
        (("log", 0, 150, 0), BOTH),
        (("buy", 0), BOTH),
        (("log", 0, 195, 0), BOTH),
        (("accept", 0), BOTH),
        (("accept", 0), BOTH),
    ],
    "new credit, still low": [
        (("log", 0, 150, 0), BOTH),
        (("grant", 0, 5, 0, None), BOTH),
        (("drop", 0), BOTH),
        (("log", 0, 1, 0), BOTH),
    ],
    "without work": [
        (("transfer", 0, 200), BOTH),
        (("grant", 0, 150, -5, 2), BOTH),
        (("expire",), BOTH),
        (("log", 0, 1, 0), BOTH),
    ],
    "mended by a client who is low without work": [
        (("transfer", 0, 150), ()),
        (("mistype", 0, 1), ()),
        (("mend", "delete"), BOTH),
        (("log", 0, 1, 0), BOTH),
    ],
    "mended below what was told": [
        (("log", 0, 150, 0), BOTH),
        (("transfer", 0, 50), ()),
        (("mistype", 0, 1), ()),
        (("mend", "move"), BOTH),
    ],
    "new credit before the answer": [
        (("log", 0, 150, 0), ()),
        (("grant", 0, 5, 0, None), BOTH),
        (("log", 0, 1, 0), BOTH),
    ],
    "new credit between the answers": [
        (("log", 0, 150, 0), BOTH[:1]),
        (("grant", 0, 5, 0, None), ()),
        (("mistype", 0, 1), ()),
        (("mend", "delete"), BOTH),
        (("log", 0, 1, 0), BOTH),
    ],
    "both at once": [(("log", 0, 150, 0), ()), (("log", 1, 50, 0), BOTH)],
}
