"""The breakages that `make mutants` tries: what is changed, what is not, and that it takes hold."""

from pathlib import Path

import pytest

from mediahub import signatures
from tests.mutants.__main__ import EQUIVALENT
from tests.mutants.changes import changes
from tests.mutants.runner import install
from tests.mutants.subjects import ROOT, SUBJECTS, path_of, paths_of_tests


def made_of(folder: Path, source: str) -> set[tuple[str, str]]:
    (folder / "module.py").write_text(source, "utf-8")
    return {(change.before, change.after) for change in changes(folder, "module.py")}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = a < b", {("a < b", "a <= b"), ("a < b", "a >= b")}),
        ("x = a and b", {("a and b", "a or b"), ("a and b", "a"), ("a and b", "b")}),
        ("x = not a", {("not a", "a")}),
        ("x = 5", {("5", "6"), ("5", "4")}),
        ("x = f(a, b=c)", {("f(a, b=c)", "f(a)")}),
        ("x = q.where(a, b)", {("q.where(a, b)", "q.where(a)"), ("q.where(a, b)", "q.where(b)")}),
        ("x = q.where(a)", {("q.where(a)", "q")}),
        ("x = [a for a in b if a]", {("[a for a in b if a]", "[a for a in b]")}),
        ("raise X(a=1)", {("raise X(a=1)", "pass")}),
        ("f(a)", {("f(a)", "pass")}),
        ("log.info(a, 1)", set()),
        ("assert a < b", set()),
        ("return a", {("return a", "return None")}),
        ("if a: b", {("if a: b", "if not a: b"), ("b", "pass")}),
    ],
)
def test_what_a_function_does_is_changed(
    tmp_path: Path, line: str, expected: set[tuple[str, str]]
) -> None:
    source = f'def f(a: int | None = None) -> int | None:\n    """Do it."""\n    {line}\n'
    assert made_of(tmp_path, source) == expected


def test_constants_and_methods_are_changed_and_classes_are_not(tmp_path: Path) -> None:
    source = "A = 5\n\n\nclass B:\n    c = 7\n\n    def d(self):\n        return 3\n"
    made = made_of(tmp_path, source)
    assert {one for one in made if one[0].isdigit()} == {
        ("5", "6"),
        ("5", "4"),
        ("3", "4"),
        ("3", "2"),
    }


def test_change_takes_hold_in_what_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    function = signatures.is_signed
    monkeypatch.setattr(function, "__code__", function.__code__)
    (change,) = (
        one for one in changes(ROOT, "mediahub/signatures.py") if one.after == "all(matches)"
    )
    signature = signatures.sign(["old"], "a")
    assert function(["new", "old"], signature, "a")
    install(change)
    assert not function(["new", "old"], signature, "a")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subjects_and_their_tests_are_there(subject: str) -> None:
    files = [path_of(subject), *paths_of_tests(subject)]
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_what_changes_nothing_is_a_change_still() -> None:
    """The reasons are the lines that are indented."""
    lines = EQUIVALENT.read_text("utf-8").splitlines()
    paths = {line.partition(":")[0] for line in lines if line and not line.startswith(" ")}
    keys = {change.key for path in paths for change in changes(ROOT, path)}
    assert [line for line in lines if line and not line.startswith(" ") and line not in keys] == []
