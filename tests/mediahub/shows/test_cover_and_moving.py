"""A show's cover by upload, through the guards of the studio; and moving and ending a show."""

import io
from collections.abc import Iterator
from uuid import UUID

import pytest
from PIL import Image

from mediahub.accounts.models import Role
from mediahub.hub import Hub
from mediahub.media.uploads.jobs import check_upload
from mediahub.shows.service import get_show
from tests.factories import make_show, make_user
from tests.mediahub.media.upload_site import cut, digest, put
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import attributes, page_of

HOME, RESAN = "/studio/uppladdningar", "/studio/serier/resan"


@pytest.fixture
def member(studio: Hub) -> Iterator[Member]:
    with studio.writing() as db:
        make_show(db, slug="resan")
        producer = make_user(db)
    with at_work(studio, producer) as opened:
        yield opened


def picture(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "#0b3a53").save(target, "JPEG")
    return target.getvalue()


def send(hub: Hub, member: Member, body: bytes) -> str:
    """A file sent as the script does: begun, its only part PUT, ended, and looked at."""
    begun = member.post(HOME, {"filename": "bild.jpg", "size": str(len(body)), "purpose": "file"})
    one = f"{HOME}/{begun.json()['id']}"
    (part,) = cut(body).values()
    links = member.post(f"{one}/delar", {"parts": f'{{"1": "{digest(part)}"}}'}).json()["links"]
    assert put(member.visitor, links["1"], part) == 200
    assert member.post(f"{one}/klar", {}).status_code == 202
    check_upload(hub, UUID(begun.json()["id"]))
    return str(begun.json()["id"])


def test_a_cover_is_sent_checked_and_mended(studio: Hub, member: Member) -> None:
    sent = send(studio, member, picture(1600, 1500))
    page = member.get(RESAN, upload=sent)
    assert attributes(page_of(page), "input[@name='upload']", "value") == [sent]
    refused = member.post(f"{RESAN}/omslag", {"upload": sent})
    assert refused.status_code == 422
    assert "The cover is 1600 × 1500 pixels; it must be square." in said(refused, ".wrong p")[0]
    answer = member.post(f"{RESAN}/omslag", {"upload": sent, "fix": "1"})
    assert answer.headers["location"] == f"{RESAN}?klart=omslag"
    with studio.reading() as db:
        cover = get_show(db, "resan").cover
        assert cover is not None
        assert (cover.width, cover.height) == (1500, 1500)


def test_no_cover_without_a_file_or_with_somebody_elses(studio: Hub, member: Member) -> None:
    for form in ({}, {"upload": "x"}):
        assert said(member.post(f"{RESAN}/omslag", form), ".wrong p") == ["Choose a file first."]
    with studio.writing() as db:
        other = make_user(db)
    with at_work(studio, other) as stranger:
        theirs = send(studio, stranger, picture(1400, 1400))
        assert stranger.get(f"{HOME}/{theirs}").status_code == 200
    assert member.get(f"{HOME}/{theirs}").status_code == 404
    assert member.get(RESAN, upload=theirs).text.count(theirs) == 0
    assert member.post(f"{RESAN}/omslag", {"upload": theirs}).status_code == 422


def test_uploads_are_guarded(studio: Hub, member: Member) -> None:
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
    form = {"filename": "a.jpg", "size": "3", "purpose": "file"}
    assert member.post(HOME, form | {"csrf": "x"}).status_code == 403
    for user in (staff, None):
        with at_work(studio, user) as reader:
            assert reader.post(HOME, form, sec_fetch_mode="cors").status_code == 403
    kind = "multipart/form-data; boundary=x"
    body = b'--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nfile\r\n--x\r\n'
    body += b'Content-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc\r\n--x--\r\n'
    client, portal = member.visitor.client, member.visitor.portal
    headers = {"content-type": kind, "sec-fetch-site": "same-origin"}
    answer = portal.call(lambda: client.post(f"{HOME}/formular", content=body, headers=headers))
    assert answer.status_code == 403


def test_moved_and_ended(studio: Hub, member: Member) -> None:
    path = f"{RESAN}/flytt"
    began = attributes(page_of(member.get(path)), "input[@name='began']", "value")
    state = {"began": str(began[0])}
    assert member.post(f"{path}/lage", {"complete": "1", **state}).status_code == 303
    assert member.post(f"{path}/lage", {"block": "1", **state}).status_code == 409
    with studio.writing() as db:
        chief = make_user(db, Role.ADMINISTRATOR)
    with at_work(studio, chief) as boss:
        page = boss.get(path)
        begun = str(attributes(page_of(page), "input[@name='began']", "value")[1])
        wrong = boss.post(f"{path}/adress", {"new_feed_url": "ny.se", "began": begun})
        assert said(wrong, ".wrong li") == [
            "“ny.se” is not an address: it must begin with https://."
        ]
        form = {"new_feed_url": "https://ny.se/feed.xml", "began": begun}
        assert boss.post(f"{path}/adress", form).status_code == 303
    with studio.reading() as db:
        show = get_show(db, "resan")
    assert (show.complete, show.block, show.new_feed_url) == (True, False, form["new_feed_url"])
