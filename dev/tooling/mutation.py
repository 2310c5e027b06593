"""Mutants of Python source: one small change each, of the kind that people make.

No Odoo, and nothing is run here. Only what stands in functions and methods changes, so
that a mutant can take the place of one function in a program that runs.
"""

import ast
import copy
from collections import Counter
from typing import NamedTuple


class Mutant(NamedTuple):
    """One change of one function.

    ``path`` is that of the file, ``function`` the qualified name, ``change`` what was
    and what it became, ``number`` the place of the change among those of the function.
    ``line`` is counted from that of the function, as are those of its ``statement``.
    """

    path: str
    function: str
    number: int
    line: int
    statement: tuple
    change: str

    @property
    def place(self):
        """Return the function, as its calls are noted."""
        return f"{self.path}: {self.function}"

    @property
    def name(self):
        """Return what stays the same when lines above it move."""
        return f"{self.place}: {self.change}"


SWAPS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
LINE_MAX = 70
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
# Calls that change nothing of what happens: words for people, notes, and what only
# guards against a mistake of the program itself.
WORDS = {"_", "_lt", "message_post", "debug", "info", "warning", "error", "exception"}
GUARDS = {"ensure_one"}
# What is given by these names changes how fast a thing is done, or who is told, or only
# guards as well.
HOW = {"limit", "tracking_disable", "prefetch_fields", "mail_notrack", "strict"}


def find_mutants(source, path):
    """Return the mutants of a file's functions."""
    return [
        mutant
        for name, function in find_functions(ast.parse(source))
        for mutant in _find_in(function, path, name)
    ]


def _find_in(function, path, name):
    """Yield the mutants of a function; of changes that are told the same, a number."""
    told = Counter()
    for number, (node, change, lines) in enumerate(_find_changes(function)):
        text = f"{_describe(node)} → {_describe(change(copy.deepcopy(node)))}"
        told[text] += 1
        if told[text] > 1:
            text = f"{text} ({told[text]})"
        line, first, last = (n - function.lineno for n in (_get_line(node), *lines))
        yield Mutant(path, name, number, line, (first, last), text)


def mutate(source, mutant):
    """Return the syntax tree of the whole file with the change made."""
    tree = ast.parse(source)
    function = dict(find_functions(tree))[mutant.function]
    node, change, _lines = list(_find_changes(function))[mutant.number]
    has_super = any(_get_name(part) == "super" for part in ast.walk(function))
    _Replacer(node, change).visit(tree)
    if has_super:
        # What `super()` needs stays bound when the change has taken the last of them.
        function.body.append(ast.Expr(ast.Name("__class__", ast.Load())))
    return ast.fix_missing_locations(tree)


def find_functions(tree, prefix=""):
    """Return (qualified name, node) of the functions and methods of a file.

    Of two that have one name the last counts, as it does in the program.
    """
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found |= find_functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            found[f"{prefix}{node.name}"] = node
    return list(found.items()) if not prefix else found


class _Replacer(ast.NodeTransformer):
    """Put what a change makes of a node in its place."""

    def __init__(self, node, change):
        self.node = node
        self.change = change

    def visit(self, node):
        return self.change(node) if node is self.node else self.generic_visit(node)


def _find_changes(function):
    """Yield (node, change, lines) of what can be changed in the body of a function.

    The lines are the first and last of the statement, without those that it contains.
    """
    for statement in _skip_docstring(function.body):
        yield from _walk(statement, None)


def _walk(node, lines):
    if _is_spared(node):
        return
    if isinstance(node, ast.stmt):
        body = getattr(node, "body", None)
        last = body[0].lineno - 1 if body else node.end_lineno
        lines = (node.lineno, max(node.lineno, last))
    yield from ((node, change, lines) for change in _get_changes(node))
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, lines)


def _is_spared(node):
    """Tell whether what a node does is nothing that a test should notice."""
    if isinstance(node, ast.keyword):
        return node.arg in HOW
    return isinstance(node, ast.Call) and _get_called(node) in WORDS | GUARDS


def _skip_docstring(body):
    first = body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(
        first.value, ast.Constant
    )
    return body[has_docstring:]


def _get_called(call):
    return getattr(call.func, "attr", _get_name(call.func))


def _get_name(node):
    return getattr(node, "id", None)


def _get_changes(node):
    """Return the functions that each make another node of this one."""
    makers = {
        ast.Compare: _change_compare,
        ast.BoolOp: _change_operator,
        ast.BinOp: _change_operator,
        ast.AugAssign: _change_operator,
        ast.UnaryOp: _change_unary,
        ast.Constant: _change_constant,
        ast.If: _change_test,
        ast.IfExp: _change_test,
        ast.While: _change_test,
        ast.comprehension: _change_filters,
        ast.Call: _change_call,
        ast.Expr: _change_statement,
        ast.Raise: _change_statement,
    }
    maker = makers.get(type(node))
    return maker(node) if maker else []


def _change_compare(node):
    is_simple = len(node.ops) == 1 and type(node.ops[0]) in SWAPS
    return [_swap_compare] if is_simple else []


def _swap_compare(node):
    node.ops = [SWAPS[type(node.ops[0])]()]
    return node


def _change_operator(node):
    is_text = isinstance(node, ast.BinOp) and any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )
    return [_swap_operator] if type(node.op) in SWAPS and not is_text else []


def _swap_operator(node):
    node.op = SWAPS[type(node.op)]()
    return node


def _change_unary(node):
    return [_drop_operator] if isinstance(node.op, ast.Not | ast.USub) else []


def _drop_operator(node):
    return node.operand


def _change_constant(node):
    return [_change_value] if isinstance(node.value, bool | int) else []


def _change_value(node):
    is_flag = isinstance(node.value, bool)
    return ast.copy_location(
        ast.Constant(not node.value if is_flag else node.value + 1), node
    )


def _change_test(node):
    # What a comparison or an operator decides is changed there.
    is_changed = isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp)
    return [] if is_changed else [_negate_test]


def _negate_test(node):
    node.test = ast.UnaryOp(ast.Not(), node.test)
    return node


def _change_filters(node):
    return [_drop_filters] if node.ifs else []


def _drop_filters(node):
    node.ifs = []
    return node


def _change_call(node):
    return [_swap_name] if _get_name(node.func) in NAMES else []


def _swap_name(node):
    node.func.id = NAMES[node.func.id]
    return node


def _change_statement(node):
    value = node.value if isinstance(node, ast.Expr) else None
    is_call = isinstance(value, ast.Call) and not _is_spared(value)
    return [_drop_statement] if is_call or isinstance(node, ast.Raise) else []


def _drop_statement(node):
    return ast.copy_location(ast.Pass(), node)


def _get_line(node):
    is_part = isinstance(node, ast.comprehension)
    return node.target.lineno if is_part else node.lineno


def _describe(node):
    """Return a node as a line; of a branch only what decides."""
    shown = node.test if isinstance(node, ast.If | ast.While) else node
    line = " ".join(ast.unparse(shown).split())
    return line if len(line) <= LINE_MAX else f"{line[:LINE_MAX]}…"
