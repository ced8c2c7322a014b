"""Small breakages of a module: each is one change of its syntax tree that a test should notice."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OPPOSITES: dict[type[ast.AST], tuple[type[Any], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
}
NAMES = {
    "and_": "or_", "or_": "and_", "min": "max", "max": "min", "any": "all", "all": "any",
    "is_": "is_not", "is_not": "is_", "in_": "not_in", "not_in": "in_",
}  # fmt: skip
CONDITIONS = ("where", "filter", "and_", "or_")
"""Calls of which each argument is a condition of its own."""
STEPS = ("order_by", "limit", "with_for_update", "desc", "distinct")
"""Steps of a query that can be left out."""


@dataclass(frozen=True, slots=True)
class Change:
    """A breakage of `path`, in a function or constant called `place`, and the source with it."""

    path: str
    place: str
    line: int
    before: str
    after: str
    source: str

    @property
    def key(self) -> str:
        """What it is called in the list of those that change nothing."""
        return f"{self.path}: {self.place}: {self.before} → {self.after}"


def changes(root: Path, path: str) -> Iterator[Change]:
    """Every breakage of a module: of what its functions do, and of its constants."""
    module = ast.parse((root / path).read_text("utf-8"))
    for place, part in places(module):
        for parent, field, node in _nodes(part):
            for other in _instead(node):
                before = _text(node)
                _put(parent, field, node, other)
                source = ast.unparse(ast.fix_missing_locations(module))
                _put(parent, field, other, node)
                yield Change(path, place, node.lineno, before, _text(other), source)


def places(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.Assign]]:
    """Functions, methods and constants, each by its name within the module."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node


def _nodes(parent: ast.AST) -> Iterator[tuple[ast.AST, str, ast.expr | ast.stmt]]:
    """What stands in a tree, each with what holds it; not what only tells types or people."""
    for field, value in ast.iter_fields(parent):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or _is_said(node):
                continue
            if isinstance(node, ast.expr | ast.stmt):
                yield parent, field, node
            if not isinstance(node, ast.Raise):
                yield from _nodes(node)


def _is_said(node: ast.AST) -> bool:
    """Docstrings, what is logged, and what tells the type checker."""
    if isinstance(node, ast.Assert):
        return True
    said = node.value if isinstance(node, ast.Expr) else None
    return isinstance(said, ast.Constant) or (
        isinstance(said, ast.Call) and ast.unparse(said.func).startswith("log.")
    )


def _put(parent: ast.AST, field: str, old: ast.AST, new: ast.AST) -> None:
    value = getattr(parent, field)
    if isinstance(value, list):
        value[[id(node) for node in value].index(id(old))] = new
    else:
        setattr(parent, field, new)


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _instead(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    if isinstance(node, ast.stmt):
        yield from _statements(node)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Compare):
        for place, sign in enumerate(node.ops):
            for other in OPPOSITES[type(sign)]:
                signs = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                yield ast.Compare(node.left, signs, node.comparators)
    else:
        yield from _values(node)


def _statements(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.Return(value=ast.Constant(bool())):
            pass  # the constant is changed for itself
        case ast.Return(value=ast.expr() as value) if _text(value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Raise() | ast.AugAssign() | ast.Expr() | ast.Return() | ast.Continue():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript() | ast.Tuple()]):
            yield ast.Pass()
        case ast.If(test=ast.Name() | ast.Attribute() | ast.Call() | ast.NamedExpr() as test):
            yield ast.If(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)


def _values(node: ast.expr) -> Iterator[ast.AST]:
    match node:
        case ast.BoolOp():
            yield from _operands(node)
        case ast.BinOp(left, op, right) if type(op) in OPPOSITES:
            yield ast.BinOp(left, OPPOSITES[type(op)][0](), right)
            if isinstance(op, ast.BitAnd | ast.BitOr):
                yield from (left, right)
        case ast.UnaryOp(ast.Not() | ast.Invert(), operand):
            yield operand
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)
        case ast.Constant(bool() | int() as value):
            yield from _constants(value)
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            yield from _comprehensions(node)


def _operands(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(OPPOSITES[type(node.op)][0](), node.values)
    for left_out in node.values:
        kept = [value for value in node.values if value is not left_out]
        yield ast.BoolOp(node.op, kept) if len(kept) > 1 else kept[0]


def _constants(value: int) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    else:
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))


def _comprehensions(
    node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp,
) -> Iterator[ast.AST]:
    """Without the condition of the first loop."""
    loop = node.generators[0]
    if loop.ifs:
        every = ast.comprehension(loop.target, loop.iter, [], loop.is_async)
        fields = dict(ast.iter_fields(node)) | {"generators": [every, *node.generators[1:]]}
        yield type(node)(**fields)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    function = node.func
    name = getattr(function, "attr", getattr(function, "id", ""))
    if name in NAMES:
        other = NAMES[name]
        renamed = (
            ast.Attribute(function.value, other)
            if isinstance(function, ast.Attribute)
            else ast.Name(other)
        )
        yield ast.Call(renamed, node.args, node.keywords)
    if name in CONDITIONS and len(node.args) > 1:
        for left_out in node.args:
            kept = [argument for argument in node.args if argument is not left_out]
            yield ast.Call(function, kept, node.keywords)
    elif name in (*CONDITIONS, *STEPS) and isinstance(function, ast.Attribute):
        yield function.value
    for dropped in node.keywords:
        keywords = [keyword for keyword in node.keywords if keyword is not dropped]
        yield ast.Call(function, node.args, keywords)
