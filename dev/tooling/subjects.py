"""The subjects of `models/`, each a package that builds only on those before it."""

import ast

from .cache import ADDON

SUBJECTS = (
    *("contract", "law", "importing", "ledger", "metering", "sales", "books"),
    *("charging", "shares", "schedule", "client", "clauses"),
    *("insight", "outgoing", "api"),
)
# What shows the models or asks for them: models know nothing of it.
BORDERS = ("wizards", "controllers", "report")


def find_wrong_imports(name, source):
    """Return a finding for each import in a model's file that points the wrong way.

    `name` is the file's path in the checkout. Odoo's `_inherit` is no import: with it,
    a later subject extends the model of an earlier one.
    """
    folders = name.split("/")[:-1]
    if folders[:1] != ["models"]:
        return []
    return [
        f"{name}:{node.lineno}: {problem}"
        for node in ast.walk(ast.parse(source))
        for target in _get_targets(node, folders)
        if (problem := _judge(folders, target))
    ]


def _get_targets(node, folders):
    """Return what an import names, as lists of folders and files in the addon."""
    if isinstance(node, ast.Import):
        paths = [alias.name.split(".") for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        start = _get_start(node, folders)
        paths = [[*start, alias.name] for alias in node.names]
    else:
        paths = []
    prefix = ["odoo", "addons", ADDON]
    return [path[3:] if path[:3] == prefix else path for path in paths]


def _get_start(node, folders):
    """Return the path of the module that `from … import` names."""
    parts = node.module.split(".") if node.module else []
    if not node.level:
        return parts
    return [*folders[: len(folders) + 1 - node.level], *parts]


def _judge(folders, target):
    """Return what is wrong with an import from `target`, None if nothing is."""
    own = _get_rank(folders)
    if target[0] in BORDERS:
        return f"models do not import from {target[0]}"
    if own is not None and (_get_rank(target) or 0) > own:
        return f"{SUBJECTS[own]} imports from {target[1]}, which builds on it"
    return None


def _get_rank(path):
    """Return the place of the path's subject, None when it is of no subject."""
    subject = path[1] if path[0] == "models" and len(path) > 1 else None
    return SUBJECTS.index(subject) if subject in SUBJECTS else None
