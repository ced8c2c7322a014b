"""What strangers write is read in time that grows as it does: every reader and writer of texts.

Each gets every text of `tests.hostile`, a quarter as long and as long as there is room for. The
processor's time for four times the text is less than ten times as much: linear is four, quadratic
sixteen. And no text that is allowed takes a second.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import process_time

import pytest

from feeds.chapter_lines import parse_lines, read_chapters
from feeds.errors import FeedError
from feeds.limits import cut_bytes, cut_html, cut_text
from feeds.rss import rss
from feeds.rules import check
from mediahub.episodes.studio.revisions import compared
from mediahub.episodes.titles import proposed_slug, split_title
from mediahub.errors import MediaHubError
from mediahub.hub import Hub
from mediahub.mail.addresses import one_line, read_public_address
from mediahub.mail.bounces import read_report
from mediahub.mail.models import Mail
from mediahub.mail.templates import Block, Facts, Heading, Paragraph, compose
from mediahub.mail.templates import check as check_mail
from mediahub.media.slugs import check_slug, slug
from mediahub.names import find_address, find_number
from mediahub.newsletter.contents import lead_of
from mediahub.newsletter.markdown import absolute, escaped, mail_html, mail_text
from mediahub.participants.details import read_details
from mediahub.people.service import parse_credit
from mediahub.people.web_addresses import check_url
from mediahub.search.analysis.swedish import Analysis
from mediahub.search.content.passages import spoken
from mediahub.search.query.highlight import excerpt
from mediahub.search.query.parser import fold, parse
from mediahub.syndication.preview import channel_lines
from mediahub.text_limits import LONGEST_CUE, LONGEST_INTRO, LONGEST_MARKDOWN, LONGEST_QUERY
from mediahub.transcripts.cues import Cue, clean_name
from mediahub.transcripts.diffs import diff
from mediahub.transcripts.formats.article import article
from mediahub.transcripts.formats.reader import read_transcript
from mediahub.transcripts.formats.registry import FORMATS, Format
from mediahub.transcripts.formats.times import read_ms, read_shift
from mediahub.transcripts.studio.merge import merge
from mediahub.transcripts.track_info import TrackInfo
from mediahub.web.csv_injection import neutralise, restore
from mediahub.web.html_tags import closed
from mediahub.web.markdown import feed_html, opening, page_html, plain
from mediahub.web.redaction import without_tokens
from mediahub.webcasts.mail_texts import Words, fill
from mediahub.webcasts.programme import parse_programme
from tests.feeds.samples import CHANNEL
from tests.hostile import PATTERNS, HostileText, repeated

# Seconds of the processor: what a noisy machine adds, and what no text may take.
NOISE, MOST = 0.05, 1.0
ROUNDS = 3
# Of a field of a form, which has 64 kB before anything is refused, and of a file of 5 MB: long
# enough to tell what is not linear.
FIELD, FILE = 16_000, 40_000
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
ABOUT = TrackInfo("Kommunala råd", "sv", is_unreviewed=True)
ANALYSIS = Analysis()

Read = Callable[[str], object]


@dataclass(frozen=True)
class Reader:
    """Something that reads texts, and how long the longest is that it gets."""

    read: Read
    longest: int = FIELD


def file(name: str) -> Reader:
    return Reader(lambda text: read_transcript(text.encode("utf-8", "replace"), name), FILE)


def cues(text: str) -> list[Cue]:
    """As many cues of the longest kind as the text fills."""
    parts = [text[at : at + LONGEST_CUE] for at in range(0, len(text), LONGEST_CUE)]
    return [Cue(at * 9000, at * 9000 + 8000, clean_name(one), one) for at, one in enumerate(parts)]


def writer(format: Format) -> Reader:
    return Reader(lambda text: format.write(cues(text), ABOUT), FILE)


def lines(text: str) -> tuple[Cue, ...]:
    """A cue for each few characters, many of them alike."""
    return tuple(Cue(None, None, "", text[at : at + 4]) for at in range(0, len(text), 4))


def pairs(text: str) -> tuple[str, str]:
    """The text, and one that has much of it in another order."""
    third = len(text) // 3
    return text, text[third:] + text[:third][::-1]


def markdown(text: str) -> None:
    """All that is made of a description, which is parsed once."""
    html = feed_html(text)
    rss(replace(CHANNEL, title=text[:255], description=html, summary=plain(text)))
    page_html(text), opening(text), mail_html(text), mail_text(text)
    absolute(text, "https://site.example")


READERS: Mapping[str, Reader] = {
    "markdown": Reader(markdown, LONGEST_MARKDOWN),
    "lead": Reader(lead_of, LONGEST_MARKDOWN),
    "escaped": Reader(escaped, LONGEST_MARKDOWN),
    "closed": Reader(lambda text: closed(text, {"p", "b", "i", "a", "li"}), FILE),
    "rules": Reader(lambda text: check(replace(CHANNEL, title=text, description=text), NOON),
                    LONGEST_MARKDOWN),
    "channel as XML": Reader(lambda text: channel_lines(replace(CHANNEL, description=text)),
                             LONGEST_MARKDOWN),
    "cut_html": Reader(cut_html, FILE),
    "cut_text": Reader(lambda text: cut_text(text, 4000), FILE),
    "cut_bytes": Reader(lambda text: cut_bytes(text, 4000), FILE),
    "words of a mail": Reader(lambda text: fill(Words(text, text), {"a": "b"}).paragraphs,
                              LONGEST_INTRO),
    "history": Reader(lambda text: compared(*pairs(text)), LONGEST_MARKDOWN),
    "merging": Reader(lambda text: merge(lines(pairs(text)[0]), lines(pairs(text)[1]), []), 8000),
    "change": Reader(lambda text: diff(*map(lines, pairs(text))), 8000),
    "vtt": file("a.vtt"),
    "srt": file("a.srt"),
    "json": file("a.json"),
    "html": file("a.html"),
    "txt": file("a.txt"),
    **{f"write {one.extension}": writer(one) for one in FORMATS},
    "article": Reader(lambda text: article(cues(text)), FILE),
    "passages": Reader(lambda text: list(spoken(cues(text))), FILE),
    "excerpt": Reader(lambda text: excerpt(text, [(at, at + 1) for at in range(0, len(text), 2)]),
                      LONGEST_MARKDOWN),
    "analysis": Reader(lambda text: list(ANALYSIS.tokens(text)), LONGEST_MARKDOWN),
    "query": Reader(parse, 100 * LONGEST_QUERY),
    "fold": Reader(fold),
    "chapters": Reader(lambda text: read_chapters(text.encode("utf-8", "replace")), FILE),
    "lines of chapters": Reader(parse_lines),
    "programme": Reader(parse_programme),
    "time": Reader(read_ms),
    "shift": Reader(read_shift),
    "credit": Reader(lambda text: parse_credit(text, "guest")),
    "title": Reader(lambda text: split_title({"title": text})),
    "slug": Reader(slug),
    "slug of an episode": Reader(lambda text: proposed_slug(None, text)),
    "check_slug": Reader(check_slug),
    "check_url": Reader(check_url),
    "address": Reader(read_public_address),
    "address at a domain": Reader(lambda text: read_public_address(f"a@{text}")),
    "details": Reader(lambda text: read_details(text, f"{text}@a.se", text)),
    "one_line": Reader(one_line),
    "find_address": Reader(find_address),
    "find_number": Reader(find_number),
    "without_tokens": Reader(without_tokens),
    "neutralise": Reader(neutralise),
    "restore": Reader(restore),
    "bounce": Reader(lambda text: read_report(text.encode("utf-8", "replace")), FILE),
    "type of a bounce": Reader(
        lambda text: read_report(f"Content-Type: a/b; {text}".encode("utf-8", "replace")), FILE
    ),
}  # fmt: skip


def seconds(read: Read, text: str) -> float:
    """What it takes of the processor; a refusal is as good as an answer."""
    begun = process_time()
    with suppress(MediaHubError, FeedError):
        read(text)
    return process_time() - begun


def slow(read: Read, longest: int, patterns: Mapping[str, HostileText] = PATTERNS) -> list[str]:
    """The texts that are read too slowly."""
    found = []
    for name, pattern in patterns.items():
        text = pattern(longest)
        if "\ud800" in text:
            continue  # refused with every request, command and file; `test_text_limits` tells
        took = seconds(read, text)
        # Most are read in no time, and need no closer look.
        if took > NOISE and not is_linear(read, pattern(longest // 4), text, took):
            found.append(f"{name}: {took:.2f} s")
    return found


def is_linear(read: Read, quarter: str, text: str, many: float) -> bool:
    """By the best of some rounds, for other processes take the processor's caches away."""
    few = float("inf")
    for number in range(ROUNDS):
        # Another text each time, for some of what was read is kept.
        few = min(few, seconds(read, quarter[number:]))
        if many <= MOST and many <= 10 * few + NOISE:
            return True
        many = min(many, seconds(read, text[number + 1 :]))
    return False


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_four_times_the_text_takes_less_than_ten_times_as_long(reader: Reader) -> None:
    assert slow(reader.read, reader.longest) == []


def test_so_it_is_with_mails(hub: Hub) -> None:
    def mail(text: str) -> None:
        blocks: list[Block] = [
            Heading(text[:255]),
            Paragraph(text),
            Facts([(text[:128], text[:200])]),
        ]
        for language in ("sv", "en"):
            made = compose(hub, Mail(language=language), text[:200], blocks)
            with suppress(ValueError):
                check_mail(made, hub.settings.origin)

    assert slow(mail, LONGEST_INTRO) == []


def test_what_is_quadratic_is_told() -> None:
    told = slow(lambda text: sum(len(list(text)) for _ in text), 12_000, {"x": repeated("x")})
    assert [one.partition(":")[0] for one in told] == ["x"]
