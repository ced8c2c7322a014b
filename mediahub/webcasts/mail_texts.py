"""The words that a mail begins with: those of its kind, unless a webcast has its own."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.errors import Invalid
from mediahub.i18n import translations
from mediahub.text_limits import LONGEST_INTRO
from mediahub.webcasts.models import MailText, Webcast

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A subject and what the mail begins with, its paragraphs parted by an empty line.

    Both may hold names to be filled in, as `{title}`.
    """

    subject: str
    intro: str

    @property
    def paragraphs(self) -> Sequence[str]:
        """The intro, paragraph by paragraph."""
        return [part.strip() for part in re.split(r"\n\s*\n", self.intro) if part.strip()]


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind of mail whose words can be changed: which, its usual words, and what it fills in.

    `usual` is given the gettext of a language.
    """

    kind: str
    usual: Callable[[Callable[[str], str]], Words]
    names: Sequence[str]

    def words(self, language: str) -> Words:
        """The usual words in a language."""
        return self.usual(translations(language).gettext)


def words_for(db: Session, webcast: Webcast, kind: str, language: str, defaults: Words) -> Words:
    """The webcast's own words for this kind of mail, else the given ones; not filled in yet."""
    found = _find(db, webcast, kind, language)
    return defaults if found is None else Words(found.subject, found.intro)


def fill(words: Words, values: Mapping[str, str]) -> Words:
    """The words with each name that is known replaced by its value; others stay as they are."""

    def value(match: re.Match[str]) -> str:
        return values.get(match[1], match[0])

    return Words(_FIELD.sub(value, words.subject), _FIELD.sub(value, words.intro))


def set_words(
    db: Session, webcast: Webcast, wording: Wording, language: str, words: Words, now: datetime
) -> None:
    """Give the webcast words of its own; Invalid for what cannot be filled in or sent."""
    check_words(wording, words)
    found = _find(db, webcast, wording.kind, language)
    if found is None:
        found = MailText(webcast=webcast, kind=wording.kind, language=language)
        db.add(found)
    found.subject, found.intro, found.changed_at = words.subject.strip(), words.intro, now
    db.flush()


def reset_words(db: Session, webcast: Webcast, kind: str, language: str) -> bool:
    """Go back to the usual words; whether the webcast had its own."""
    found = _find(db, webcast, kind, language)
    if found is not None:
        db.delete(found)
        db.flush()
    return found is not None


def check_words(wording: Wording, words: Words) -> None:
    """Invalid unless every `{name}` is one that is filled in, and nothing links elsewhere."""
    if not words.subject.strip() or "\n" in words.subject.strip():
        raise Invalid("The subject of a mail is one line.")
    if not words.intro.strip() or len(words.intro) > LONGEST_INTRO:
        raise Invalid(
            "The text of a mail has 1 to {longest} characters, not {length}.",
            longest=LONGEST_INTRO,
            length=len(words.intro.strip()),
        )
    for text in (words.subject, words.intro):
        _check_fields(text, wording)
        if "://" in text or "www." in text:
            raise Invalid(
                "The text of a mail holds no addresses: the links that it needs are added to it,"
                " and one that leads elsewhere is what a forged mail looks like."
            )


def _check_fields(text: str, wording: Wording) -> None:
    known = ", ".join(f"{{{name}}}" for name in wording.names)
    for name in _FIELD.findall(text):
        if name not in wording.names:
            raise Invalid("Nothing fills in “{field}”. Choose among {known}.",
                          field=f"{{{name}}}", known=known)  # fmt: skip
    rest = _FIELD.sub("", text)
    if "{" in rest or "}" in rest:
        raise Invalid("A brace is left over. Names are written like {known}.", known=known)


def _find(db: Session, webcast: Webcast, kind: str, language: str) -> MailText | None:
    return db.scalars(
        select(MailText).where(
            MailText.webcast_id == webcast.id,
            MailText.kind == kind,
            MailText.language == language,
        )
    ).one_or_none()
