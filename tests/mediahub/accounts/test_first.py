"""What is printed at a start: how to sign in where nobody has done it yet."""

import re
from dataclasses import replace

import pytest

from mediahub import demo
from mediahub.accounts.models import Role, User
from mediahub.accounts.users import find_user
from mediahub.cli.serve import greet
from mediahub.hub import Hub
from tests.factories import make_user
from tests.mediahub.studio import CHEAP

LINK = re.compile(r"https://podd\.example/studio/kom-igang/0{32}[0-9]{10}[\w-]{43}")


def greeted(hub: Hub, capsys: pytest.CaptureFixture[str]) -> list[str]:
    greet(hub)
    return capsys.readouterr().out.splitlines()


def test_setup_link_while_there_is_no_administrator(
    hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = greeted(hub, capsys)
    assert LINK.search(line)
    with hub.writing() as db:
        make_user(db, Role.PRODUCER)
    assert len(greeted(hub, capsys)) == 1
    with hub.writing() as db:
        make_user(db, Role.ADMINISTRATOR)
    assert greeted(hub, capsys) == []


def test_producer_of_the_demo(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.sign_in_facts(hub) is None
    with hub.writing() as db:
        make_user(db, Role.ADMINISTRATOR)
        demo._add_producer(hub, db, CHEAP.hash(demo._password(hub.settings)))
    facts = demo.sign_in_facts(hub)
    assert facts is not None
    assert re.fullmatch(r"(?:[a-z0-9]{4}-){3}[a-z0-9]{4}", facts["password"])
    (line,) = greeted(hub, capsys)
    assert facts["password"] in line
    with hub.reading() as db:
        user = find_user(db, demo.PRODUCER)
    assert user is not None
    assert CHEAP.is_right(user.password_hash, facts["password"])


def test_password_of_the_demo_is_told_until_it_is_changed(hub: Hub) -> None:
    with hub.writing() as db:
        demo._add_producer(hub, db, "hash")
    with hub.writing() as db:
        user = find_user(db, demo.PRODUCER)
        assert isinstance(user, User)
        user.version += 1
    assert demo.sign_in_facts(hub) is None


def test_a_start_tells_of_proxies_that_are_anyone(
    hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = hub.settings.model_copy(update={"forwarded_allow_ips": "*"})
    greet(replace(hub, settings=settings))
    assert capsys.readouterr().err.startswith("FORWARDED_ALLOW_IPS är ”*”")
    greet(hub)
    assert capsys.readouterr().err == ""
