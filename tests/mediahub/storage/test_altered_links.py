"""Links to stored bytes, altered in any way: the bytes go to the link that was given alone."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx
import pytest

from mediahub.storage import MediaStore

BYTES = b"the recording"
HOUR = timedelta(hours=1)

Parameters = Sequence[str]
Alter = Callable[[Parameters, int], list[str]]


def changed(name: Callable[[str], str], value: Callable[[str], str]) -> Alter:
    """The link with another name or value of a parameter."""

    def alter(given: Parameters, at: int) -> list[str]:
        old, _, text = given[at].partition("=")
        return [*given[:at], f"{name(old)}={value(text)}", *given[at + 1 :]]

    return alter


def same(text: str) -> str:
    return text


def flipped(text: str) -> str:
    """Its last sign another one of the same kind."""
    return text[:-1] + ("1" if text[-1] == "0" else "0")


def added(make: Callable[[str], str]) -> Alter:
    return lambda given, at: [*given, make(given[at])]


ALTERED: dict[str, Alter] = {
    "dropped": lambda given, at: [*given[:at], *given[at + 1 :]],
    "emptied": changed(same, lambda _: ""),
    "longer": changed(same, lambda value: value + "0"),
    "shorter": changed(same, lambda value: value[:-1]),
    "another": changed(same, flipped),
    "encoded twice": changed(same, lambda value: "".join(f"%25{ord(sign):02X}" for sign in value)),
    "with a NUL": changed(same, lambda value: value + "%00"),
    "by another name": changed(lambda name: f"x{name}", same),
    "in other letters": changed(str.swapcase, same),
}
ADDED = [added(same), added(lambda one: one + "0")]
ALTERED |= dict(zip(("twice", "twice, the second another"), ADDED, strict=True))
SIGNATURE = "X-Amz-Signature="
ON_AMAZON = [
    f"X-Amz-{name}"
    for name in ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
]


def given_link(store: MediaStore, key: str) -> str:
    store.put(key, BytesIO(BYTES), "audio/mpeg")
    return link_for(store, key, HOUR)


def link_for(store: MediaStore, key: str, lifetime: timedelta) -> str:
    name, kind = "råd.mp3", "audio/mpeg"
    return store.link(key, lifetime, filename=name, content_type=kind, download=True).url


def got(link: str, method: str = "GET", **headers: str) -> bytes:
    return httpx.request(method, link, headers=headers, follow_redirects=True).content


def test_the_link_as_it_was_given_brings_the_bytes(store: MediaStore, key: str) -> None:
    link = given_link(store, key)
    assert got(link) == BYTES
    names = {one.partition("=")[0] for one in urlsplit(link).query.split("&")}
    assert len(names) >= 5
    assert names >= {"signature", "expires", "name", "type"} or names >= set(ON_AMAZON)


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_no_parameter_can_be_altered(store: MediaStore, key: str, alter: Alter) -> None:
    link = given_link(store, key)
    place, _, query = link.partition("?")
    given = query.split("&")
    opened = [
        given[at]
        for at in range(len(given))
        if BYTES in got(f"{place}?{'&'.join(alter(given, at))}")
    ]
    # SigV4 signs all of the query but the signature, and rclone reads the first: the right one.
    assert [one for one in opened if not (alter in ADDED and one.startswith(SIGNATURE))] == []


def test_it_opens_nothing_but_its_own_key(store: MediaStore, key: str) -> None:
    link, other = given_link(store, key), f"media/{uuid4()}.mp3"
    store.put(other, BytesIO(b"another recording"), "audio/mpeg")
    place, _, query = link.partition("?")
    elsewhere = [
        place.replace(key, other),
        place.replace(key, f"x/../{other}"),
        place.replace(key, quote(other, safe="")),
        place.replace(key, other.replace("media/", "media//")),
        f"{place}/../{other.rpartition('/')[2]}",
        place.replace(key, f"{key}%00{other}"),
        place.replace(key, ""),
    ]
    assert [path for path in elsewhere if b"recording" in got(f"{path}?{query}")] == []


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_it_changes_nothing(store: MediaStore, key: str, method: str) -> None:
    link = given_link(store, key)
    httpx.request(method, link, content=b"forged")
    with store.open(key) as source:
        assert source.read() == BYTES


def test_two_links_do_not_make_a_third(store: MediaStore, key: str) -> None:
    """The longer life of one with the signature of another."""
    link = given_link(store, key)
    longer = link_for(store, key, 3 * HOUR)
    one, two = (urlsplit(each).query.split("&") for each in (link, longer))
    place = link.partition("?")[0]
    differ = [at for at, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    assert differ
    for at in differ:
        mixed = [*one[:at], two[at], *one[at + 1 :]]
        assert BYTES not in got(f"{place}?{'&'.join(mixed)}"), one[at]
