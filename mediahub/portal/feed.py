"""A person's recordings as a private podcast feed."""

from collections.abc import Sequence
from html import escape
from uuid import uuid5

from feeds.guid import PODCAST
from feeds.model import Block, Channel, Chapter, Enclosure, Image, Item, Transcript
from mediahub.i18n import filters, translations
from mediahub.portal.library import Library
from mediahub.portal.urls import FeedAddress, library_url
from mediahub.recordings.captions import shown_captions
from mediahub.recordings.models import Recording
from mediahub.recordings.state import RecordingState
from mediahub.recordings.view import RecordingView
from mediahub.recordings.watching.viewers import Viewer
from mediahub.web.markdown import feed_html, plain
from mediahub.webcasts.urls import recording_url

COVER = "mina-inspelningar.png"
"""Among the static files, for apps show a grey square for a feed without one."""


def channel_of(viewer: Viewer, shelf: Library, address: FeedAddress, language: str) -> Channel:
    """The recordings that are open now; and of those that have closed, one item that says so."""
    gettext = translations(language).gettext
    purpose = gettext(
        "The recordings that are open to you now. The address is yours alone: do not pass it on."
    )
    over = [_over(shelf.closed, address.origin, language)] if shelf.closed else []
    items = [
        _item(one, address, language) for one in shelf.open if one.state is RecordingState.OPEN
    ]
    return Channel(
        title=gettext("My recordings"),
        link=library_url(address.origin),
        description="".join([f"<p>{escape(purpose)}</p>", *(item.description for item in over)]),
        summary=purpose,
        language=language,
        self_url=address.url,
        image=Image(
            f"{address.origin}/static/{COVER}",
            alt=gettext("My recordings"),
            width=1400,
            height=1400,
            type="image/png",
        ),
        categories=(("Government",),),
        author="Sveriges Kommuner och Regioner",
        block=True,
        blocks=(Block(),),
        # The person's, and not the address's: a new link does not make another show of it.
        guid=str(uuid5(PODCAST, viewer.participant.id.hex)),
        locked=True,
        generator="MediaHub",
        items=tuple(sorted([*items, *over], key=lambda item: item.published_at, reverse=True)),
    )


def _item(one: RecordingView, address: FeedAddress, language: str) -> Item:
    recording = one.recording
    assert recording is not None
    assert recording.opens_at is not None
    media = recording.playable or recording.media
    return Item(
        # The recording's, whoever listens; it leads nowhere without somebody's address.
        guid=str(recording.id),
        title=one.webcast.webcast.title,
        published_at=recording.opens_at,
        enclosure=Enclosure(
            address.enclosure_url(recording, media.filename), media.size_bytes, media.content_type
        ),
        link=recording_url(address.origin, one.webcast.webcast),
        description=feed_html(one.webcast.webcast.description) + _until(recording, language),
        summary=plain(one.webcast.webcast.description),
        duration=media.duration_seconds,
        block=True,
        chapters=_chapters(one),
        transcripts=tuple(
            Transcript(
                address.caption_url(held), "text/vtt", held.transcript.language, rel="captions"
            )
            for held in shown_captions(recording)
        ),
    )


def _chapters(one: RecordingView) -> tuple[Chapter, ...]:
    """The points of the programme that are in the recording, one for each second."""
    titles: dict[int, str] = {}
    for placed in one.programme:
        if placed.seconds is not None:
            titles.setdefault(placed.seconds, placed.point.title)
    return tuple(Chapter(float(second), title) for second, title in sorted(titles.items()))


def _until(recording: Recording, language: str) -> str:
    if recording.closes_at is None:
        return ""
    gettext = translations(language).gettext
    until = filters(language)["until"](recording.closes_at)
    told = gettext("Available until %(moment)s") % {"moment": until}
    return f"<p>{escape(told)}.</p>"


def _over(closed: Sequence[RecordingView], origin: str, language: str) -> Item:
    """One item without media, new each time that a recording closes."""
    latest = closed[0]
    assert latest.recording is not None
    assert latest.closes_at is not None
    gettext = translations(language).gettext
    moment = filters(language)["moment"]
    lines = [
        gettext("“%(title)s” closed %(moment)s.")
        % {"title": one.webcast.webcast.title, "moment": moment(one.closes_at)}
        for one in closed
        if one.closes_at
    ]
    return Item(
        guid=f"{latest.recording.id}-closed",
        title=gettext("The period is over: %(title)s") % {"title": latest.webcast.webcast.title},
        published_at=latest.closes_at,
        link=library_url(origin),
        description="".join(f"<p>{escape(line)}</p>" for line in lines),
        summary=" ".join(lines),
        block=True,
    )
