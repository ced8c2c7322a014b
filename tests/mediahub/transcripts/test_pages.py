"""`/transkript/…`: every format of what is public, in step with the cues and the feed."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from mediahub.db import content_revision
from mediahub.episodes.feed import item_of
from mediahub.episodes.models import Episode
from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.transcripts import jobs, revisions
from mediahub.transcripts.models import Origin, Transcript
from mediahub.transcripts.revisions import Edit
from tests.conftest import NOON
from tests.factories import make_episode, make_show
from tests.mediahub.visitor import Visitor, page_of, texts, visiting
from tests.studio_setup import TEXT, add_old_transcript, add_transcript, withdraw

FORMATS = ("vtt", "srt", "json", "html", "txt")


@pytest.fixture
def site(hub: Hub) -> Iterator[Visitor]:
    with visiting(hub) as visitor:
        yield visitor


def add_episode(hub: Hub, *, public: bool = True) -> Episode:
    with hub.writing() as db:
        show = make_show(db, slug="demokratiresan")
        episode = make_episode(db, show, number=97, opens_at=NOON if public else None)
        db.expunge_all()
    return episode


def address(transcript: Transcript, extension: str = "vtt") -> str:
    return f"/transkript/{transcript.id}.{extension}"


def addresses(hub: Hub, episode: Episode) -> list[tuple[str, str]]:
    with hub.reading() as db:
        item = item_of(db.get_one(Episode, episode.id), "")
    return [(one.url, one.rel) for one in item.transcripts]


def test_every_format_is_there_for_anyone(hub: Hub, site: Visitor) -> None:
    held = add_transcript(hub, add_episode(hub))
    got = [site.get(address(held, one)) for one in FORMATS]
    assert [one.status_code for one in got] == [200] * 5
    assert all("Välkommen" in one.text for one in got)
    assert {one.headers["access-control-allow-origin"] for one in got} == {"*"}
    assert got[0].headers["content-type"] == "text/vtt; charset=utf-8"
    assert got[3].headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert json.loads(got[2].text)["segments"][0]["endTime"] == 2
    again = site.get(address(held), if_none_match=got[0].headers["etag"])
    assert again.status_code == 304


def test_feed_and_page_link_to_all_of_them(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    held = add_transcript(hub, episode)
    rels = ("captions", "captions", "captions", "", "")
    wanted = [(address(held, one), rel) for one, rel in zip(FORMATS, rels, strict=True)]
    assert addresses(hub, episode) == wanted
    page = page_of(site.get(f"/demokratiresan/{episode.slug}"))
    assert page.xpath("//a[starts-with(@href, '/transkript/')]/@href") == [url for url, _ in wanted]


def test_untimed_text_is_there_to_be_read(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    held = add_transcript(hub, episode, b"Nils: Hej.", "97.txt")
    assert [site.get(address(held, one)).status_code for one in FORMATS] == [404] * 3 + [200] * 2
    assert addresses(hub, episode) == [(address(held, one), "") for one in ("html", "txt")]


def test_languages_have_addresses_of_their_own(hub: Hub) -> None:
    episode = add_episode(hub)
    first = add_transcript(hub, episode)
    other = add_transcript(hub, episode, language="en")
    again = add_transcript(hub, episode, TEXT.replace(b"V\xc3\xa4lkommen", b"Hej"))
    assert (again.id, again.revision) == (first.id, 2)
    assert {url for url, _ in addresses(hub, episode)} == {
        address(one, extension) for one in (first, other) for extension in FORMATS
    }


def test_a_corrected_cue_changes_everything_at_once(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    held = add_transcript(hub, episode)
    before = [site.get(address(held, one)).headers["etag"] for one in FORMATS]
    with hub.writing() as db:
        was = content_revision(db)
        revisions.edit_cue(db, Edit(held.id, "anna", NOON), 1, text="Hej <b>då</b>")
    with hub.reading() as db:
        assert content_revision(db) > was
    got = [site.get(address(held, one)) for one in FORMATS]
    assert all(one.headers["etag"] != old for one, old in zip(got, before, strict=True))
    assert "&lt;b&gt;då" in got[0].text
    assert texts(site.read(f"/demokratiresan/{episode.slug}"), ".said p") == ["Hej <b>då</b>"]


def test_a_draft_is_not_there_and_what_was_withdrawn_is_gone(hub: Hub, site: Visitor) -> None:
    held = add_transcript(hub, add_episode(hub, public=False))
    assert site.get(address(held)).status_code == 404
    assert site.get(f"/transkript/{uuid4()}.vtt").status_code == 404
    with hub.writing() as db:
        episode = make_episode(db, make_show(db), opens_at=NOON)
        db.expunge_all()
    public = add_transcript(hub, episode)
    withdraw(hub, episode)
    assert site.get(address(public)).status_code == 410
    assert site.get(address(public, "doc")).status_code == 410


def test_what_a_machine_made_says_so_until_it_is_reviewed(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    held = add_transcript(hub, episode)
    with hub.writing() as db:
        db.get_one(Transcript, held.id).origin = Origin.MACHINE
    path = f"/demokratiresan/{episode.slug}"
    assert "NOTE Maskinellt, ej granskat" in site.get(address(held)).text
    assert len(texts(site.read(path), ".notice")) == 1
    with hub.writing() as db:
        revisions.review(db, Edit(held.id, "anna", NOON))
    assert "Maskinellt" not in site.get(address(held)).text
    assert texts(site.read(path), ".notice") == []


def test_a_file_of_before_is_linked_to_until_it_is_read(hub: Hub, site: Visitor) -> None:
    episode = add_episode(hub)
    file = add_old_transcript(hub, episode)
    old = f"/media/{file.id}/97.vtt"
    assert addresses(hub, episode) == [(old, "captions")]
    with hub.reading() as db:
        transcript_id = db.get_one(Episode, episode.id).transcripts[0].transcript_id
    jobs.read(hub, transcript_id)
    assert addresses(hub, episode)[0] == (f"/transkript/{transcript_id}.vtt", "captions")
    assert site.get(old).content == TEXT


def test_the_transcript_of_a_longer_recording_is_refused(hub: Hub) -> None:
    episode = add_episode(hub)
    data = b"WEBVTT\n\n00:10:06.000 --> 00:10:07.000\nHej\n"
    with pytest.raises(Invalid):
        add_transcript(hub, episode, data)
    assert addresses(hub, episode) == []
