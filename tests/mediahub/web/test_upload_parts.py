"""Parts of an upload to a folder, by links that sign how long each is."""

import fcntl
import json
from collections.abc import AsyncIterator, Iterator

import pytest
from anyio import create_task_group, to_thread, wait_all_tasks_blocked

from mediahub.hub import Hub
from mediahub.storage import PART_BYTES
from tests.mediahub.media.upload_site import HOME, cut, digest, put, visiting
from tests.mediahub.visitor import Visitor

BODY = bytes(PART_BYTES) + b"the end"


@pytest.fixture
def visitor(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as visitor:
        yield visitor


def begin(visitor: Visitor) -> tuple[str, dict[str, str]]:
    """The id of an upload, and the links of its two parts."""
    fields = {"filename": "a.bin", "size": str(len(BODY)), "purpose": "file"}
    upload = visitor.post(HOME, fields).json()["id"]
    digests = {number: digest(part) for number, part in cut(BODY).items()}
    told = visitor.post(f"{HOME}/{upload}/delar", {"parts": json.dumps(digests)}).json()
    return upload, told["links"]


def lie(visitor: Visitor, url: str, said: int, body: bytes) -> int:
    """The status of a part that says one length and brings another, as a chunked one can."""

    async def arriving() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    headers = {"content-length": str(said)}
    return visitor.portal.call(
        lambda: visitor.client.put(url, content=arriving(), headers=headers)
    ).status_code


def parts(visitor: Visitor, upload: str) -> list[str]:
    """The numbers of those that are in."""
    return list(visitor.get(f"{HOME}/{upload}").json()["parts"])


def test_a_part_that_is_longer_than_it_says_stays_out_of_the_next(
    hub: Hub, visitor: Visitor
) -> None:
    upload, links = begin(visitor)
    assert put(visitor, links["2"], b"the end") == 200
    assert lie(visitor, links["1"], PART_BYTES, bytes(PART_BYTES) + b"another") == 422
    assert parts(visitor, upload) == ["2"]
    [file] = (hub.settings.data_dir / "media" / ".parts").glob("*.upload")
    assert file.read_bytes()[PART_BYTES:] == b"the end"


def test_a_part_that_is_shorter_than_it_says_is_not_in(visitor: Visitor) -> None:
    upload, links = begin(visitor)
    assert put(visitor, links["2"], b"the end") == 200
    assert lie(visitor, links["1"], PART_BYTES, b"the beginning") == 422
    assert parts(visitor, upload) == ["2"]


def test_a_part_that_says_what_it_is_not_is_not_read(visitor: Visitor) -> None:
    upload, links = begin(visitor)
    for said in (0, 6, 8, 5_000_000_000):
        assert lie(visitor, links["2"], said, b"the end") == 422
    assert parts(visitor, upload) == []


def test_parts_that_wait_for_a_lock_take_no_thread_from_pages(hub: Hub, visitor: Visitor) -> None:
    _, links = begin(visitor)
    [marks] = (hub.settings.data_dir / "media" / ".parts").glob("*.marks")
    statuses: list[int] = []

    async def send() -> None:
        statuses.append((await visitor.client.put(links["2"], content=b"the end")).status_code)

    async def send_all() -> int:
        with marks.open("rb") as file:  # as whoever completes the upload
            fcntl.flock(file, fcntl.LOCK_EX)
            async with create_task_group() as group:
                for _ in range(48):
                    group.start_soon(send)
                await wait_all_tasks_blocked()
                taken = to_thread.current_default_thread_limiter().borrowed_tokens
                fcntl.flock(file, fcntl.LOCK_UN)
        return int(taken)

    assert visitor.portal.call(send_all) == 0
    assert len(statuses) == 48
    assert {200} <= {*statuses} <= {200, 409}  # of those who send the same, the last to begin
