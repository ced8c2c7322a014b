"""The glossary of CONTRIBUTING.md is true: each name is in the code, and each table is named."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "mediahub"
GLOSSARY = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Glossary\n")[2]
ROWS = [line.strip("|").split("|") for line in GLOSSARY.splitlines() if line.startswith("| ")][1:]
QUOTED = re.compile(r"`([^`]+)`")


def _assigned() -> Iterator[tuple[str, ast.expr | None]]:
    """Every name that a module or a class of ours makes, with its value if it is assigned."""
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                    yield name, None
                case ast.AnnAssign(target=ast.Name(id=name), value=value):
                    yield name, value
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    yield name, value


ASSIGNED = list(_assigned())
NAMES = {name for name, _ in ASSIGNED}
TABLES = {
    value.value
    for name, value in ASSIGNED
    if name == "__tablename__" and isinstance(value, ast.Constant)
}


def _quoted(column: int) -> set[str]:
    return {name for row in ROWS for name in QUOTED.findall(row[column])}


def test_each_table_is_named() -> None:
    assert _quoted(3) == TABLES


def test_each_class_and_file_is_there() -> None:
    """A dotted one by its last part; a path from `mediahub/`."""
    missing = {
        name
        for name in _quoted(2)
        if not ((FOLDER / name).exists() or (ROOT / name).exists())
        and name.rpartition(".")[2] not in NAMES
    }
    assert missing == set()
