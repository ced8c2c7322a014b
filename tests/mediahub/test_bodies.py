"""What is sent to each address of the site: bounded by who sends it, and in UTF-8 alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from starlette.routing import Route

from mediahub.accounts.guard import STRANGERS_FORM, Guard, guard_of
from mediahub.accounts.models import Role
from mediahub.app import routes
from mediahub.hub import Hub
from mediahub.search.index.provider import IndexProvider
from mediahub.web.form_data import LARGE_FORM, PUBLIC_FORM
from mediahub.web.templating import Templates
from tests.factories import make_user
from tests.mediahub.studio import CHEAP, Member, at_work

UPLOADS = "/studio/uppladdningar/formular"
OTHER = "multipart/form-data; boundary=b; charset={}"


@dataclass(frozen=True)
class Address:
    """Where a form may be sent, and whether it is to the studio beyond its door."""

    path: str
    is_inside: bool


def addresses(hub: Hub) -> Iterator[Address]:
    """Every address that takes a form, but that of files."""
    for route in routes(hub, Templates(hub.settings.origin), CHEAP, IndexProvider(hub)):
        if isinstance(route, Route) and "POST" in (route.methods or set()):
            values = {name: str(UUID(int=0)) for name in route.param_convertors}
            path = route.path_format.format(**values)
            if path != UPLOADS:
                yield Address(path, guard_of(route.endpoint) not in (None, Guard.PUBLIC))


def send(member: Member, path: str, content: bytes, kind: str = "") -> httpx.Response:
    """Send bytes from a page of the site."""
    named = {"sec-fetch-site": "same-origin", "x-csrf-token": member.token}
    named["content-type"] = kind or "application/x-www-form-urlencoded"
    client = member.visitor.client
    return member.visitor.portal.call(lambda: client.post(path, content=content, headers=named))


def test_there_are_such_addresses(studio: Hub) -> None:
    found = list(addresses(studio))
    assert len([one for one in found if one.is_inside]) > 50
    assert len([one for one in found if not one.is_inside]) >= 12


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR])
@pytest.mark.parametrize("codec", ["punycode", "undefined", "iso-8859-1"])
def test_text_in_another_encoding_is_refused_everywhere(
    studio: Hub, role: Role | None, codec: str
) -> None:
    with studio.writing() as db:
        user = make_user(db, role) if role else None
    with at_work(studio, user) as member:
        found = {one: send(member, one.path, b"", OTHER.format(codec)) for one in addresses(studio)}
        assert {one.path for one, answer in found.items() if answer.status_code != 415} == set()
        answer = send(member, UPLOADS, b"", OTHER.format(codec))
        assert answer.status_code == (303 if user is None else 415)


def test_a_stranger_sends_a_little(studio: Hub) -> None:
    with at_work(studio) as stranger:
        for one in addresses(studio):
            most = (STRANGERS_FORM if one.is_inside else PUBLIC_FORM).all_bytes
            taken, refused = (
                send(stranger, one.path, b"x" * length) for length in (most, most + 1)
            )
            assert taken.status_code != 413, one
            assert refused.status_code == 413, one
        assert send(stranger, UPLOADS, b"x" * 100_000).status_code == 303


def test_who_has_signed_in_sends_a_lot(studio: Hub) -> None:
    with studio.writing() as db:
        user = make_user(db, Role.STAFF)
    with at_work(studio, user) as member:
        text = b"&".join([b"x" * LARGE_FORM.field_bytes] * 4)[: LARGE_FORM.all_bytes]
        assert send(member, "/studio/konto/losenord", text).status_code == 422
        assert send(member, "/studio/konto/losenord", text + b"x").status_code == 413
        assert send(member, "/sok", text).status_code == 405
        assert send(member, "/studio/logga-in", text).status_code == 413
