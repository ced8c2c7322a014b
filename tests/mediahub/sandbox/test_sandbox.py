"""Looks in a process of its own: what it tells comes back, and what it takes has an end."""

import resource
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from mediahub import sandbox
from mediahub.errors import Conflict, Invalid
from mediahub.sandbox import Limits
from tests.mediahub.sandbox.works import (
    absent,
    chatter,
    count,
    die,
    dig,
    echo,
    fail,
    grow,
    known,
    refuse,
    sleep,
    spin,
    write,
)

MIB = 1 << 20


def test_plain_values_go_there_and_back() -> None:
    values = ["å", 1, 2.5, None, True, b"\0\xff", [1, [b"x"]], {"a": {"b": "c"}}]
    assert sandbox.look(echo, *values, name="x") == values


def test_a_refusal_comes_through_with_what_is_in_it() -> None:
    with pytest.raises(Conflict) as refused:
        sandbox.look(refuse, "a.pdf", name="a.pdf")
    [inner] = cast(list[Invalid], refused.value.values["reason"])
    assert (refused.value.values["name"], str(inner)) == ("a.pdf", "So 7.")


@pytest.mark.parametrize(
    ("work", "arguments"),
    [(grow, [300 * MIB]), (spin, []), (sleep, []), (chatter, []), (grow, [1 << 50])],
)
def test_too_much_is_a_sentence(work: Callable[..., object], arguments: list[object]) -> None:
    limits = Limits(cpu_seconds=1, clock_seconds=5, told_bytes=MIB)
    with pytest.raises(Invalid) as refused:
        sandbox.look(work, *arguments, name="film.mp4", limits=limits)
    assert str(refused.value) == (
        "The file “film.mp4” takes more time or memory than an ordinary file does. Export it anew."
    )


@pytest.mark.parametrize("work", [fail, die, dig])
def test_whatever_else_is_raised_is_a_sentence(work: Callable[..., object]) -> None:
    arguments = [0] if work is dig else []
    with pytest.raises(Invalid) as refused:
        sandbox.look(work, *arguments, name="a.pdf")
    assert str(refused.value) == "The file “a.pdf” is damaged and cannot be read."


def test_computing_is_counted_not_the_clock() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(Invalid):
        sandbox.look(spin, name="x", limits=Limits(cpu_seconds=1))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert 0.5 < after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3


def test_a_file_that_is_not_there_is_no_fault_of_its_bytes(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sandbox.look(absent, str(tmp_path / "a"), name="a")


def test_nothing_large_is_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too large"):
        sandbox.look(write, str(tmp_path / "a"), name="a", limits=Limits(told_bytes=MIB))


def test_what_was_told_before_a_limit_is_kept() -> None:
    told, fault = sandbox.lines(count, 1000, name="a", limits=Limits(cpu_seconds=1))
    assert told == list(range(1000))
    assert fault is not None


def test_it_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAHUB_SECRET_KEYS", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    found = sandbox.look(known, name="x")
    assert "PATH" in found
    assert not [name for name in found if name.startswith(("MEDIAHUB", "AWS"))]


def test_a_sandbox_that_cannot_start_is_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(echo, "__module__", "nothing.that.is")
    with pytest.raises(RuntimeError, match="No module named"):
        sandbox.look(echo, name="x")


def test_a_program_runs_within_limits() -> None:
    command = sandbox.limited(
        ["/bin/sh", "-c", "ulimit -v; ulimit -t; ulimit -c"], memory_bytes=64 * MIB, cpu_seconds=7
    )
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert said.split() == [str(64 * 1024), "7", "0"]
