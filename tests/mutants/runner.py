"""Tests run against breakages: collected once, then once more in a fork for each of them.

A fork changes the code of functions that are imported already, so no file is written.
"""

import ast
import inspect
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from types import CodeType, FunctionType, ModuleType
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from tests.mutants.changes import Change, places

SHARED = ("sqlite_template", "data_template", "postgres", "postgres_template")
"""Fixtures that are made before the first fork, and that every fork finds made."""
FIRST = "tests/mutants/first.py"
SERVER = pytest.StashKey[URL | None]()
SLOW_SECONDS = 3.0
"""Tests that take longer are left out, or what one of them alone notices would cost the most."""
LONGEST_SECONDS = 600
"""How long the tests may take without any change."""


def try_all(tests: Sequence[str], tried: Sequence[Change], seconds: float) -> "Trying":
    """Try the changes, in order, for about so long; they are all of one module."""
    # In CI the examples of hypothesis are the same each time, and are not kept.
    os.environ["CI"] = "1"
    with TemporaryDirectory(prefix="mediahub-mutants-") as folder:
        trying = Trying(tried, seconds, Path(folder, "log"))
        code = pytest.main(
            [
                *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:xdist"),
                *("-o", "tmp_path_retention_policy=none", "--basetemp", f"{folder}/tests"),
                *(FIRST, *tests),
            ],
            [trying, sys.modules[__name__]],
        )
    if code != pytest.ExitCode.OK:
        raise SystemExit(f"{tests}: pytest ended with {code!r}")
    return trying


@pytest.fixture(scope="session", autouse=True)
def shared(request: pytest.FixtureRequest) -> None:
    """Made with the first test, and never taken down by a fork."""
    names = SHARED if any(map(_asks_postgresql, request.session.items)) else SHARED[:2]
    values = {name: request.getfixturevalue(name) for name in names}
    request.config.stash[SERVER] = values.get("postgres")


class Trying:
    """A plugin that runs the collected tests once for each change, in place of once."""

    def __init__(self, wanted: Sequence[Change], seconds: float, log: Path) -> None:
        self.count = 0
        self.survivors: list[Change] = []
        self._wanted, self._seconds = wanted, seconds
        self._log, self._taken, self._failed = log, dict[str, float](), list[str]()
        self._longest = LONGEST_SECONDS

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests as they are, and then with one change after the other.

        Quick tests come first, and those that ask a server last: most changes are noticed before.
        """
        first = session.items.pop(0)
        session.items.sort(key=_asks_postgresql)
        first.ihook.pytest_runtest_protocol(item=first, nextitem=session.items[0])
        begun = monotonic()
        self._require_sound(session)
        # What makes a test wait for ever is noticed as well.
        self._longest = 10 + 3 * int(monotonic() - begun)
        taken = json.loads(self._log.read_text("utf-8"))
        # What was skipped took no time, and notices nothing.
        kept = [
            item for item in session.items if taken.get(item.nodeid, SLOW_SECONDS) < SLOW_SECONDS
        ]
        if not kept:
            raise pytest.UsageError(f"every test takes more than {SLOW_SECONDS} s")
        session.items[:] = kept
        session.items.sort(key=lambda item: (_asks_postgresql(item), taken[item.nodeid]))
        # What stands for the one that was to follow has to stand for the one that follows now.
        session._setupstate.teardown_exact(session.items[0])
        self._require_sound(session, 5)
        until = monotonic() + self._seconds
        for change in self._wanted:
            if monotonic() > until:
                break
            self.count += 1
            if self._passes(session, change):
                self.survivors.append(change)
        return True

    def _require_sound(self, session: pytest.Session, most: int | None = None) -> None:
        if session.testsfailed or not self._passes(session, None, most):
            why = "\n".join(self._failed) or self._log.read_text("utf-8")
            raise pytest.UsageError(f"the tests fail without any change: {why}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep how long each test takes, and why it fails."""
        if report.when == "call":  # what is made for several tests is not counted
            self._taken[report.nodeid] = report.duration
        if report.failed:
            self._failed.append(f"{report.nodeid}\n{report.longreprtext[-2000:]}")

    def _passes(
        self, session: pytest.Session, change: Change | None, most: int | None = None
    ) -> bool:
        _drop_lent(session.config.stash[SERVER])
        child = os.fork()
        if child == 0:
            signal.alarm(self._longest)
            code = 1
            try:
                if change is not None:
                    install(change)
                code = int(_is_failing(session, most))
                if change is None:
                    told = "\n".join(self._failed) if code else json.dumps(self._taken)
                    self._log.write_text(told, "utf-8")
            finally:
                os._exit(code)
        return os.waitpid(child, 0)[1] == 0


def _drop_lent(server: URL | None) -> None:
    """What the fork before was lent, and did not give back."""
    if server is not None:
        address = server.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute('DROP DATABASE IF EXISTS "lent" WITH (FORCE)')


def _asks_postgresql(item: pytest.Item) -> bool:
    names: Sequence[str] = getattr(item, "fixturenames", ())
    return "postgres" in item.name or any("postgres" in name for name in names)


def _is_failing(session: pytest.Session, most: int | None) -> bool:
    # The last is followed by the first, so that what is shared stays.
    following_ones = [*session.items[1:], session.items[0]]
    for item, following in list(zip(session.items, following_ones, strict=True))[:most]:
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return True
    return False


def install(change: Change) -> None:
    """Make the change in this process, in the module that is imported already."""
    module = import_module(change.path.removesuffix(".py").replace("/", "."))
    changed = ast.parse(change.source)
    codes = {code.co_qualname: code for code in _codes(compile(changed, "", "exec"))}
    for place, node in places(changed):
        if isinstance(node, ast.FunctionDef):
            function = _function(module, place)
            function.__code__ = codes[place] if place == change.place else function.__code__
            _set_defaults(function, node.args)
        elif place == change.place:
            _assign(module, place, node)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _function(module: ModuleType, place: str) -> FunctionType:
    found: Any = module
    for name in place.split("."):
        found = inspect.getattr_static(found, name)
    if isinstance(found, property):
        found = found.fget
    found = inspect.unwrap(getattr(found, "__func__", found))
    assert isinstance(found, FunctionType)
    return found


def _set_defaults(function: FunctionType, arguments: ast.arguments) -> None:
    """Which may name a constant that is another now."""
    names = function.__globals__
    function.__defaults__ = tuple(_value(node, names) for node in arguments.defaults) or None
    by_name = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    function.__kwdefaults__ = {of.arg: _value(node, names) for of, node in by_name if node}


def _value(node: ast.expr, names: dict[str, Any]) -> object:
    return eval(compile(ast.Expression(node), "", "eval"), names)  # noqa: S307 our own source


def _assign(module: ModuleType, name: str, statement: ast.Assign) -> None:
    """A constant anew, for the module and for all who imported it by its name."""
    old = vars(module)[name]
    new = _value(statement.value, vars(module))
    for other in list(sys.modules.values()):
        if vars(other).get(name) is old:
            setattr(other, name, new)
