"""Keys to other doors, keys that are none, doors that are shut: nothing opens, nothing leaks."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session
from starlette.types import ASGIApp

from mediahub.app import create
from mediahub.clock import parse_instant
from mediahub.hub import Hub
from mediahub.participants.links import token
from mediahub.participants.models import NetworkMember, Registration, RegistrationState
from mediahub.portal.feed_tokens import feed_token
from mediahub.recordings.models import Recording
from mediahub.recordings.watching.viewers import COOKIE
from mediahub.webcasts.models import NetworkDocument, Webcast
from tests.conftest import Clock
from tests.factories import (
    VIDEO_BYTES,
    make_media_file,
    make_member,
    make_network,
    make_recording,
    make_registration,
    make_series,
    make_webcast,
)
from tests.mediahub.asking import Answer, Asked, answers

Holder = Registration | NetworkMember

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ENDS = parse_instant("2026-03-11T12:00")
NOW, CLOSES = ENDS + DAY, ENDS + 14 * DAY
SIGNED = re.compile(rb"signature|X-Amz-|/filer/", re.IGNORECASE)
NOBODY = "0" * 32 + "A" * 43


@dataclass(frozen=True, slots=True)
class Keys:
    """The two texts that one person has: in the link, and in the address of the feed."""

    link: str
    feed: str

    @property
    def cookie(self) -> str:
        """What a browser sends that has opened the link."""
        return f"{COOKIE}={self.link}"


@dataclass(frozen=True, slots=True)
class Given:
    """A running site, a recording in its window, a room, and a seat with its keys."""

    app: ASGIApp
    recording: Recording
    room_document: UUID
    seat: UUID
    keys: Keys

    def watching(self) -> Sequence[Asked]:
        """Every door below the recording's page, and the page."""
        captions, document = self.recording.captions[0].id, self.recording.documents[0].id
        read = ("", "/bild", f"/textning/{captions}.vtt", f"/dokument/{document}")
        page = "/webbsandningar/dialog/inspelning"
        asked = [("GET", page + below) for below in read]
        asked += [("HEAD", page + below) for below in read]
        return [
            Asked(*one) for one in [*asked, ("POST", f"{page}/spela"), ("POST", f"{page}/puls")]
        ]

    def room(self) -> Sequence[Asked]:
        """The room of a network that the seat is not a place in, and its document."""
        return [
            Asked("GET", "/natverk/dialog"),
            Asked("GET", f"/natverk/dialog/dokument/{self.room_document}"),
        ]

    def transfer(self) -> Sequence[Asked]:
        """Giving the seat away."""
        path = f"/mina-inspelningar/overlat/{self.seat}"
        return [Asked("GET", path), Asked("POST", path)]

    def feed(self, text: str) -> Sequence[Asked]:
        """The ways from a private feed to the media and captions of the recording."""
        below = f"/mina-inspelningar/{text}/{self.recording.id}"
        captions = f"textning/{self.recording.captions[0].id}.vtt"
        names = ("sandning.mp4", captions)
        return [Asked(method, f"{below}/{name}") for name in names for method in ("GET", "HEAD")]

    def files(self) -> Sequence[Asked]:
        """The stored bytes, without a link."""
        held = [
            self.recording.media,
            self.recording.poster,
            self.recording.captions[0].transcript.source,
        ]
        found = [file for file in held if file is not None]
        asked = [Asked("GET", f"/media/{file.id}/{file.filename}") for file in found]
        return asked + [Asked("GET", f"/filer/{file.key}") for file in found]

    def link(self, text: str) -> Sequence[Asked]:
        """A personal link: looked at, probed, and entered by."""
        return [Asked(method, f"/inspelning/{text}") for method in ("GET", "HEAD", "POST")]

    def ask(self, asked: Sequence[Asked], cookie: str = "") -> Sequence[Answer]:
        """The answers to a browser with this cookie."""
        return answers(self.app, [Asked(one.method, one.path, cookie) for one in asked])


@pytest.fixture
def given(hub: Hub, clock: Clock) -> Given:
    clock.now = NOW
    with hub.writing() as db:
        webcast = make_webcast(db, slug="dialog")
        recording = make_recording(db, webcast, hub.store, opens_at=ENDS, closes_at=CLOSES)
        seat = make_registration(db, webcast)
        document = NetworkDocument(media=make_media_file(db), title="Handbok", position=0)
        network = make_network(db, slug="dialog")
        network.documents.append(document)
        db.flush()
        return Given(create(hub), recording, document.id, seat.id, keys_of(hub, seat))


def keys_of(hub: Hub, holder: Holder) -> Keys:
    keys = hub.settings.secret_keys
    return Keys(token(keys, holder), feed_token(keys, holder))


def refused(got: Sequence[Answer], *statuses: int) -> None:
    """None of these let anybody in, led anywhere, or told a link."""
    assert {answer.status for answer in got} <= set(statuses)
    for answer in got:
        assert (answer.header("set-cookie"), answer.header("location")) == (None, None)
        assert not SIGNED.search(answer.body)
        assert VIDEO_BYTES not in answer.body


def test_the_right_keys_open_every_door(given: Given) -> None:
    got = [
        *given.ask(given.watching()[:-1], given.keys.cookie),
        *given.ask(given.transfer(), given.keys.cookie),
        *given.ask(given.feed(given.keys.feed)),
    ]
    assert {answer.status for answer in got} <= {200, 302, 303, 422}


# Other people's keys


def other_webcast(db: Session) -> Holder:
    return make_registration(db, make_webcast(db))


def other_series(db: Session) -> Holder:
    return make_registration(db, make_series(db))


def member_elsewhere(db: Session) -> Holder:
    return make_member(db, make_network(db))


def member_of_another_year(db: Session) -> Holder:
    return make_member(db, db.query(NetworkDocument).one().network, year=2025)


STRANGERS = (other_webcast, other_series, member_elsewhere, member_of_another_year)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_keys_of_somebody_else_open_none_of_it(
    hub: Hub, given: Given, stranger: Callable[[Session], Holder]
) -> None:
    with hub.writing() as db:
        keys = keys_of(hub, stranger(db))
    doors = [*given.watching(), *given.room(), *given.transfer(), *given.files()]
    refused(given.ask(doors, keys.cookie), 403, 404)
    refused(given.ask([*given.feed(keys.feed), *given.files()]), 403, 404)


def test_keys_of_one_kind_are_none_of_the_other(given: Given) -> None:
    link, feed = given.keys.link, given.keys.feed
    for text in (feed, feed[1:]):
        refused(given.ask(given.link(text)), 404)
        refused(given.ask(given.watching(), f"{COOKIE}={text}"), 403)
    for text in (link, f"p{link}", f"m{feed[1:]}"):
        refused(given.ask([*given.feed(text), Asked("GET", f"/mina-inspelningar/{text}.xml")]), 404)


def test_without_keys_nothing_opens(given: Given) -> None:
    doors = [*given.watching(), *given.room(), *given.transfer(), *given.files()]
    refused(given.ask(doors), 403, 404)


# Keys that are dead, and texts that never were keys


def revoked(seat: Registration) -> None:
    seat.version += 1


def ended(state: RegistrationState) -> Callable[[Registration], None]:
    return lambda seat: setattr(seat, "state", state)


def everything(given: Given, keys: Keys) -> Sequence[Answer]:
    """The answers of every door to keys, those that have the key in their address first."""
    feed = Asked("GET", f"/mina-inspelningar/{keys.feed}.xml")
    named = given.ask([*given.link(keys.link), feed, *given.feed(keys.feed)])
    doors = [
        *given.watching(),
        *given.room(),
        *given.transfer(),
        Asked("GET", "/mina-inspelningar"),
    ]
    return [*named, *given.ask(doors, keys.cookie)]


@pytest.mark.parametrize("end", [revoked, *map(ended, list(RegistrationState)[1:])])
def test_dead_keys_are_answered_like_unknown_ones(
    hub: Hub, given: Given, end: Callable[[Registration], None]
) -> None:
    with hub.writing() as db:
        end(db.get_one(Registration, given.seat))
    got = everything(given, given.keys)
    refused(got, 403, 404)
    # Status, every header and every byte.
    assert got == everything(given, Keys(NOBODY, f"p{NOBODY}"))


def changed_everywhere(text: str) -> Iterator[str]:
    """The text with one sign changed, at each place: for one of its own kind, and for another."""
    for place, sign in enumerate(text):
        for other in ("b" if sign != "b" else "c", "GZ_-=+.å"[place % 8]):
            if other != sign:
                yield text[:place] + other + text[place + 1 :]


def test_keys_with_any_sign_changed_are_unknown(given: Given) -> None:
    (unknown,) = set(given.ask(given.link(NOBODY)[::2]))
    links = [given.link(quote(text))[::2] for text in changed_everywhere(given.keys.link)]
    assert set(given.ask([one for asked in links for one in asked])) == {unknown}
    (nowhere,) = set(given.ask(given.feed(f"p{NOBODY}")[:1]))
    feeds = [given.feed(quote(text))[0] for text in changed_everywhere(given.keys.feed)]
    assert set(given.ask(feeds)) == {nowhere}


@pytest.mark.parametrize("change", [str.upper, lambda text: text[:-1], lambda text: text + "A"])
def test_keys_that_mails_have_mangled_are_unknown(
    given: Given, change: Callable[[str], str]
) -> None:
    keys = Keys(change(given.keys.link), change(given.keys.feed))
    assert everything(given, keys) == everything(given, Keys(NOBODY, f"p{NOBODY}"))


# Doors that are shut


@pytest.mark.parametrize(
    ("window", "at"),
    [
        ({"opens_at": None, "closes_at": None}, NOW),
        ({"opens_at": NOW + SECOND}, NOW),
        ({"paused_at": NOW}, NOW),
        ({}, CLOSES),
        ({"deleted_at": CLOSES + DAY}, CLOSES + 2 * DAY),
    ],
    ids=["not decided", "not yet", "paused", "closed", "deleted"],
)
def test_shut_window_gives_nothing_to_anybody(
    hub: Hub, clock: Clock, given: Given, window: dict[str, datetime | None], at: datetime
) -> None:
    with hub.writing() as db:
        held = db.get_one(Recording, given.recording.id)
        for name, value in window.items():
            setattr(held, name, value)
    clock.now = at
    page, *doors = given.watching()
    refused(given.ask(doors[:3] + doors[4:], given.keys.cookie), 200, 404, 409, 410)
    refused(given.ask([*doors[:3], *doors[-2:]], given.keys.cookie), 404, 409, 410)
    refused(given.ask([*given.feed(given.keys.feed), *given.files()]), 403, 404, 410)
    refused(given.ask([page], given.keys.cookie), 200, 410)
    refused(given.ask(given.link(given.keys.link)[:2]), 200, 410)


def test_webcast_that_is_cancelled_or_hidden_still_keeps_strangers_out(
    hub: Hub, given: Given
) -> None:
    with hub.writing() as db:
        keys = keys_of(hub, other_webcast(db))
        db.get_one(Webcast, given.recording.webcast_id).cancelled_at = NOW
    refused(given.ask(given.watching(), keys.cookie), 403)
    with hub.writing() as db:
        db.get_one(Webcast, given.recording.webcast_id).opens_at = None
    refused(given.ask(given.watching(), keys.cookie), 404)


# Links to the bytes


def test_link_to_bytes_is_for_them_alone(hub: Hub, given: Given) -> None:
    (answer,) = given.ask(given.watching()[-2:-1], given.keys.cookie)
    link = urlsplit(answer.header("location") or "")
    key = f"webcasts/{uuid4()}/annan.mp4"
    hub.store.put(key, BytesIO(VIDEO_BYTES), "video/mp4")
    signed = link.query.split("&")
    others = [f"/filer/{key}?{link.query}", link.path, f"{link.path}/?{link.query}"]
    others += [
        f"{link.path}?{'&'.join(signed[:at] + signed[at + 1 :])}" for at in range(len(signed))
    ]
    others += [f"{link.path}?{link.query}&{one}" for one in signed]
    others += [f"{link.path}?{link.query.replace(one, one + '0')}" for one in signed]
    asked = [Asked("GET", f"{link.path}?{link.query}"), *(Asked("GET", path) for path in others)]
    right, *wrong = given.ask(asked)
    assert (right.status, right.body) == (200, VIDEO_BYTES)
    refused([one for one in wrong if one.status != 308], 403, 404)
    assert sum(one.status == 308 for one in wrong) <= 1


# Ways out of the folder

UP = (
    "../",
    "..%2f",
    "%2e%2e%2f",
    "%252e%252e%252f",
    "..%5c",
    "..%c0%af",
    "..%ef%bc%8f",
    "..%e2%88%95",
)
ELSEWHERE = [up * 4 + "etc/passwd" for up in UP] + [
    "..%00",
    "%00",
    "x%00.vtt",
    "....//....//etc/passwd",
]


def test_no_address_leads_out_of_its_place(given: Given) -> None:
    page, mine = "/webbsandningar/dialog/inspelning", "/mina-inspelningar"
    below = f"{mine}/{given.keys.feed}/{given.recording.id}"
    folder = given.recording.media.key.rpartition("/")[0]
    addresses = [
        ("/inspelning/", ""),
        ("/webbsandningar/", "/inspelning"),
        (f"{page}/", ""),
        (f"{page}/dokument/", ""),
        (f"{page}/textning/", ".vtt"),
        (f"{mine}/", ".xml"),
        (f"{mine}/overlat/", ""),
        (f"{mine}/{given.keys.feed}/", "/sandning.mp4"),
        (f"{below}/", ""),
        (f"{below}/textning/", ".vtt"),
        ("/natverk/", ""),
        ("/natverk/dialog/dokument/", ""),
        ("/filer/", ""),
        (f"/filer/{folder}/", "?expires=9999999999&name=a&type=b&signature=c"),
        (f"/media/{given.recording.media_id}/", ""),
    ]
    paths = [before + text + after for before, after in addresses for text in ELSEWHERE]
    refused(given.ask([Asked("GET", path) for path in paths], given.keys.cookie), 403, 404)
