"""Small wrong changes to a piece of Python: every one that `benchmarks.mutations` may make to a file."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

FLIPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
BOUNDARIES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
EMPTY = {"int": "0", "float": "0.0", "str": "''", "tuple": "()", "list": "[]", "dict": "{}", "set": "set()"}
"""What a function of this type returns when its answer is forgotten; everything else returns None."""
NOT_CODE = {"Literal", "TypeVar", "TypeAdapter", "cast", "ConfigDict", "log", "assert_never", "NewType", "given"}
"""Names whose calls and subscripts hold no behaviour, or only words for a log."""

GUARDS = {"strict", "usedforsecurity"}
"""Keywords that only guard against mistakes."""
ORDER_IS_NOTHING = {"where", "min", "max", "and_", "or_", "union", "gather", "isdisjoint"}
"""Calls that mean the same with their arguments in another order."""


@dataclass(frozen=True)
class Change:
    """One small change. `apply` makes it in the tree it was read from."""

    kind: str
    function: str
    """The qualified name of the function it is in; empty at the top of the module or of a class."""
    line: int
    before: str
    after: str
    apply: Callable[[], None]


@dataclass(frozen=True)
class _Place:
    parent: ast.AST
    function: str
    returns: str


def changes(tree: ast.Module) -> list[Change]:
    """Every change that can be made to this tree, in the order of the text."""
    return list(_walk(tree, _Place(tree, "", ""), ""))


def _walk(node: ast.AST, place: _Place, scope: str) -> Iterator[Change]:
    yield from _changes_of(node, place)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        place = _Place(node, f"{scope}{node.name}", ast.unparse(node.returns) if node.returns else "")
        scope = f"{scope}{node.name}.<locals>."
    elif isinstance(node, ast.ClassDef):
        scope = f"{scope}{node.name}."
    for child in _code_below(node):
        yield from _walk(child, _Place(node, place.function, place.returns), scope)


def _code_below(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that do something: no annotations, decorators, docstrings, messages or protocols."""
    if isinstance(node, (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)):
        return
    if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases):
        return
    if isinstance(node, (ast.Call, ast.Subscript)) and _named(node) in NOT_CODE:
        return
    if isinstance(node, ast.keyword) and node.arg in GUARDS:
        return
    skipped = {"annotation", "returns", "decorator_list", "keywords" if isinstance(node, ast.ClassDef) else ""}
    for field, value in ast.iter_fields(node):
        if field in skipped:
            continue
        for child in cast("list[object]", value) if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_text(child):
                yield child


def _named(node: ast.Call | ast.Subscript) -> str:
    called = node.func if isinstance(node, ast.Call) else node.value
    return ast.unparse(called).split(".")[0]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes_of(node: ast.AST, place: _Place) -> Iterator[Change]:
    for kind, other in _others(node, place):
        yield _change(kind, node, other, place)


def _others(node: ast.AST, place: _Place) -> Iterator[tuple[str, ast.AST]]:
    """What could stand here instead of the node, with the kind of the change."""
    match node:
        case ast.Compare(ops=[operator]):
            yield "comparison flipped", _compared(node, FLIPS[type(operator)])
            if type(operator) in BOUNDARIES:
                yield "boundary", _compared(node, BOUNDARIES[type(operator)])
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "and/or", ast.BoolOp(op=other, values=node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield "not removed", node.operand
        case ast.Constant():
            yield from _constants(node)
        case ast.Return(value=ast.expr() as value):
            yield from _returns(value, place)
        case ast.If() | ast.IfExp():
            yield from _conditions(node)
        case ast.Call():
            yield from _calls(node)
        case ast.comprehension(ifs=[_, *rest]):
            kept = ast.comprehension(node.target, node.iter, rest, node.is_async)
            yield "filter dropped", kept
        case ast.stmt():
            yield from _removals(node)
        case _:
            return


def _compared(node: ast.Compare, operator: type[ast.cmpop]) -> ast.Compare:
    return ast.Compare(left=node.left, ops=[operator()], comparators=node.comparators)


def _constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int | float):
        yield "number", ast.Constant(value + 1)
        yield "number", ast.Constant(value - 1)
    elif isinstance(value, str) and value and not any(c.isspace() for c in value):
        yield "string", ast.Constant(f"{value}x")


def _returns(value: ast.expr, place: _Place) -> Iterator[tuple[str, ast.AST]]:
    empty = EMPTY.get(place.returns.split("[")[0], "None")
    wanted = ["True", "False"] if place.returns == "bool" else [empty]
    for text in wanted:
        if ast.unparse(value) != text:
            yield "returned constant", ast.Return(value=ast.parse(text, mode="eval").body)


def _conditions(node: ast.If | ast.IfExp) -> Iterator[tuple[str, ast.AST]]:
    if ast.unparse(node.test) == "TYPE_CHECKING":
        return
    tests: list[tuple[str, ast.expr]] = [("if forced", ast.Constant(True)), ("if forced", ast.Constant(False))]
    if not isinstance(node.test, (ast.Compare, ast.UnaryOp)):
        tests.append(("condition negated", ast.UnaryOp(op=ast.Not(), operand=node.test)))
    for kind, test in tests:
        if isinstance(node, ast.If):
            yield kind, ast.If(test=test, body=node.body, orelse=node.orelse)
        else:
            yield kind, ast.IfExp(test=test, body=node.body, orelse=node.orelse)


def _calls(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    if _named(node) in NOT_CODE:
        return
    match node.args:
        case [first, second, *rest] if not isinstance(first, ast.Starred) and not isinstance(second, ast.Starred):
            name = ast.unparse(node.func).split(".")[-1]
            if ast.unparse(first) != ast.unparse(second) and name not in ORDER_IS_NOTHING:
                yield "arguments swapped", ast.Call(node.func, [second, first, *rest], node.keywords)
        case _:
            pass
    for keyword in node.keywords:
        if keyword.arg is not None and keyword.arg not in GUARDS:
            kept = [other for other in node.keywords if other is not keyword]
            yield "keyword dropped", ast.Call(node.func, node.args, kept)


def _removals(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Expr(value=ast.Await()):
            yield "await removed", ast.Pass()
        case ast.Expr(value=ast.Call() as call) if _named(call) not in NOT_CODE:
            yield "statement removed", ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_]) | ast.AugAssign() | ast.Delete():
            yield "statement removed", ast.Pass()
        case ast.Raise() | ast.Continue() | ast.Break():
            yield "statement removed", ast.Pass()
        case _:
            return


def _change(kind: str, node: ast.AST, other: ast.AST, place: _Place) -> Change:
    line = getattr(node, "lineno", 0) or getattr(place.parent, "lineno", 0)

    def apply() -> None:
        for field, value in ast.iter_fields(place.parent):
            if value is node:
                setattr(place.parent, field, other)
            elif isinstance(value, list):
                items = cast("list[object]", value)
                setattr(place.parent, field, [other if item is node else item for item in items])
        ast.fix_missing_locations(place.parent)

    return Change(kind, place.function, line, _shown(node), _shown(other), apply)


def _shown(node: ast.AST) -> str:
    """The first line of what stands here: enough to find it and to judge it."""
    return ast.unparse(node).split("\n")[0][:200]
