"""The rules of the house that no other tool looks after."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    check=True,
    text=True,
).stdout.splitlines()
FILES = [path for path in map(Path, LISTED) if (ROOT / path).is_file()]
LOCKS = sorted((ROOT / "infra").glob("requirements*.lock"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

# Folders of one machine, and the hosts of package registries.
LOCAL = re.compile(
    r"(?<![\w.])/(?:root|work|opt|home|Users)/|\.\./shared"
    r"|pypi\.(?:org|io)|pythonhosted\.|npmjs\.|deb\.debian\."
)


def test_root_holds_what_the_design_names() -> None:
    entries = {path.parts[0] for path in FILES if not path.parts[0].startswith(".")}
    documents = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
    folders = {"feeds", "infra", "mediahub", "templates", "tests"}
    assert entries == documents | folders | {"Makefile", "pyproject.toml"}


def test_tests_lie_where_their_source_does() -> None:
    mirrored = {path.parent for path in FILES if path.match("tests/*/**/test_*.py")}
    strays = [folder for folder in mirrored if not (ROOT / folder.relative_to("tests")).is_dir()]
    assert strays == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in FILES
        for number, line in enumerate(_lines(ROOT / path), 1)
        if LOCAL.search(line)
    ]
    assert found == []


def test_programs_can_be_run() -> None:
    programs = [".ci/run", "infra/check-wheel", "infra/draw-rooms", "infra/install-chromium"]
    assert [name for name in programs if not os.access(ROOT / name, os.X_OK)] == []


def test_picture_of_the_rooms_is_current(tmp_path: Path) -> None:
    fresh = tmp_path / "rooms.svg"
    subprocess.run([sys.executable, ROOT / "infra" / "draw-rooms", fresh], check=True)
    kept = ROOT / "infra" / "pictures" / "rooms.svg"
    assert fresh.read_bytes() == kept.read_bytes(), "The house has changed: run `make rooms`"


def test_migrations_are_named_by_date() -> None:
    names = [path.name for path in FILES if path.match("mediahub/migrations/versions/*.py")]
    assert [name for name in names if not re.fullmatch(r"\d{4}_\d\d_\d\d_\w+\.py", name)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_lock_pins_by_hash_and_names_no_address(lock: Path) -> None:
    text = lock.read_text("ascii").replace("\\\n", " ")
    assert "://" not in text
    pin = re.compile(r"[a-z0-9-]+==\S+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in text.splitlines() if not pin.fullmatch(line)] == []


@pytest.mark.parametrize("wanted", PROJECT["project"]["dependencies"])
def test_lock_satisfies_the_project(wanted: str) -> None:
    requirement = Requirement(wanted)
    lock = (ROOT / "infra" / "requirements.lock").read_text("ascii")
    pins = dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", lock, re.MULTILINE))
    assert requirement.specifier.contains(pins[requirement.name])


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        return []
