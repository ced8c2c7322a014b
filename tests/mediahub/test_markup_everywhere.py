"""Markup in every field: on every page and in every feed it is words, and nothing comes of it."""

import json
import re
from collections.abc import Iterator
from datetime import time
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from lxml import etree, html
from sqlalchemy.orm import Session

from mediahub.accounts.models import Role
from mediahub.episodes.models import EpisodeTranscript
from mediahub.episodes.service import set_credits as credit_episode
from mediahub.hub import Hub
from mediahub.newsletter.publication import publish_letter
from mediahub.newsletter.service import add_item, new_item
from mediahub.people.service import CreditLine, person
from mediahub.shows.service import season, set_hosts
from mediahub.transcripts.models import TranscriptCue, TranscriptSpeaker
from mediahub.webcasts.models import MailText, NetworkDocument
from mediahub.webcasts.programme import PointLine, set_programme
from mediahub.webcasts.service import set_credits as credit_webcast
from tests.conftest import NOON
from tests.factories import (
    CREATED_AT,
    make_episode,
    make_media_file,
    make_member,
    make_network,
    make_participant,
    make_recording,
    make_registration,
    make_series,
    make_show,
    make_transcript,
    make_user,
    make_webcast,
)
from tests.mediahub.newsletter.letters import make_letter
from tests.mediahub.studio import HOST, ORIGIN, at_work

# It would end an attribute, a script, a title, a comment and a section of raw text; a template
# would compute it to 49, and a spreadsheet would call a program.
MARK = (
    "=\"'></title></textarea></script>-->"
    "<script>zz(1)</script><img src=x onerror=zz(1)><zz b=c>{{7*7}}]]>"
)
PROSE = (
    f"{MARK}\n\n[zz](javascript:zz(1)) ![zz](x) <a href='javascript:zz(1)' onclick=zz(1)>zz</a>\n"
)
TURNED = "\u202ezz"
ADDRESS = "https://x.example/\"'><script>zz(1)</script>"
ROWS = {"locations": [{"text": MARK, "geo": ""}], "links": [{"url": ADDRESS, "title": MARK}]}
MOST_PAGES = 400


def seed(db: Session) -> None:
    """A row of every kind, each text of it hostile."""
    show = make_show(
        db, slug="resan", title=MARK, description=PROSE, author=MARK, copyright=MARK, link=ADDRESS,
        owner_name=MARK, funding=[{"url": ADDRESS, "text": MARK}], locations=ROWS["locations"],
        platform_links=[{"url": ADDRESS, "name": MARK}], txt=[{"purpose": MARK, "value": MARK}],
    )  # fmt: skip
    make_show(db, slug="granne", title=MARK, description=PROSE)  # one alone has no list
    line = CreditLine(MARK, MARK, MARK, "guest")
    set_hosts(db, show, [line])
    episode = make_episode(
        db, show, number=97, slug="97-rad", title=MARK + TURNED, description=PROSE, topics=[MARK],
        opens_at=CREATED_AT, season=season(db, show, 1, MARK), **ROWS,
        chapters=[{"start": 0.0, "title": MARK, "url": ADDRESS}],
        soundbites=[{"start": 1.0, "duration": 20.0, "title": MARK}],
    )  # fmt: skip
    credit_episode(db, episode, [line])
    person(db, MARK).url = ADDRESS
    transcript = make_transcript(db, source=make_media_file(db, filename="a.vtt"))
    speaker = TranscriptSpeaker(transcript_id=transcript.id, name=MARK)
    db.add(speaker)
    db.flush()
    db.add(TranscriptCue(transcript_id=transcript.id, position=0, start_ms=0, end_ms=4000,
                         speaker_id=speaker.id, text=MARK))  # fmt: skip
    episode.transcripts.append(EpisodeTranscript(transcript=transcript))
    seed_webcasts(db, line)
    letter = make_letter(db, title=MARK, greeting=PROSE)
    add_item(db, letter, new_item(heading=MARK, text=PROSE))
    publish_letter(db, letter, actor="command", now=NOON)
    make_letter(db, title=MARK, greeting=PROSE)


def seed_webcasts(db: Session, line: CreditLine) -> None:
    """A webcast with all that belongs to it, and who has registered."""
    texts = {"title": MARK, "description": PROSE}
    network = make_network(db, slug="natverket", **texts)
    network.documents.append(NetworkDocument(media=make_media_file(db), title=MARK))
    webcast = make_webcast(
        db, slug="dialog", **texts, target_group=MARK, price_text=MARK, place=MARK, topics=[MARK],
        live_url=ADDRESS, contact_name=MARK, series=make_series(db, **texts, price_text=MARK),
        network=network, registration_url=ADDRESS,
    )  # fmt: skip
    set_programme(db, webcast, [PointLine(at=time(9, 0), title=MARK, text=PROSE, speakers=(line,))])
    credit_webcast(db, webcast, [line])
    recording = make_recording(db, webcast, opens_at=webcast.ends_at)
    recording.documents[0].title = MARK
    recording.exception_by = recording.exception_reason = MARK
    who = make_participant(db, name=MARK, organisation=MARK)
    make_registration(db, webcast, participant=who)
    make_member(db, network, participant=who)
    words = {"subject": MARK.replace("{", ""), "intro": MARK.replace("{", ""), "changed_at": NOON}
    db.add(MailText(webcast=webcast, kind="confirmation", language="sv", **words))
    make_user(db, name=MARK)


def links_of(page: Any, path: str) -> Iterator[str]:
    for found in page.xpath("//a/@href | //link/@href | //iframe/@src"):
        whole = urlsplit(urljoin(f"{ORIGIN}{path}", found))
        if whole.netloc == HOST and not whole.path.startswith(("/static/", "/media/")):
            yield f"{whole.path}?{whole.query}" if whole.query else whole.path


def kind_of(path: str) -> str:
    """What the path has in common with others that the same template answers."""
    place, _, query = path.partition("?")
    names = sorted({one.partition("=")[0] for one in query.split("&")} - {"", "lang", "sida"})
    return re.sub(r"[0-9a-f-]{32,}|\d+", "0", place) + "?" + "&".join(names)


def check_html(text: str, where: str) -> Any:
    """The page, when nothing that was written has become of it anything but words."""
    page = html.fromstring(text)
    for element in page.iter(etree.Element):
        assert element.tag != "zz", where
        assert element.tag != "script" or "zz(1)" not in _code(element), where
        for name, value in element.attrib.items():
            assert not re.match(r"on|zz$|b$", name), (where, name)
            if name in ("href", "src", "action", "formaction"):
                assert not re.match(r"\s*(javascript|data|vbscript):", value), (where, value)
            if name == "srcdoc":
                check_html(value, f"{where} (framed)")
    assert "49]]" not in text, where
    return page


def _code(element: Any) -> str:
    """What a browser would run; a block of data is not a code, and must be whole."""
    text = element.text or ""
    if element.get("type") in ("application/json", "application/ld+json"):
        json.loads(text)
        return ""
    return text


def check(answer: httpx.Response, where: str) -> Any:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind == "text/html" and answer.text:
        return check_html(answer.text, where)
    if kind.endswith("xml"):
        for element in etree.fromstring(answer.content).iter(etree.Element):
            assert etree.QName(element).localname not in ("zz", "script", "img"), where
    elif kind.endswith("json"):
        json.loads(answer.content)
    return None


@pytest.mark.parametrize("is_staff", [False, True], ids=["visitor", "administrator"])
def test_nothing_comes_of_markup_on_any_page(studio: Hub, is_staff: bool) -> None:
    with studio.writing() as db:
        seed(db)
        user = make_user(db, Role.ADMINISTRATOR)
    todo = ["/", "/webbsandningar", "/nyhetsbrev", "/sok?q=zz", f"/sok?q={MARK}"]
    todo += ["/studio", "/studio/ordning", "/studio/personer"] if is_staff else []
    seen, told = set[str](), set[str]()
    with at_work(studio, user if is_staff else None) as member:
        while todo and len(seen) < MOST_PAGES:
            path = todo.pop()
            if (kind := kind_of(path)) in seen:
                continue
            seen.add(kind)
            answer = member.visitor.get(path)
            assert answer.status_code < 500, path
            page = check(answer, path)
            if MARK[:5] in answer.text or "zz(1)" in answer.text:
                told.add(kind)
            if page is not None:
                todo += links_of(page, path)
    assert len(seen) < MOST_PAGES
    assert len(told) > (60 if is_staff else 15), sorted(seen - told)
