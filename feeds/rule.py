"""What a publishing rule and a finding are, and how a rule is bound to what it looks at."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from feeds.limits import cut_text

Level = Literal["error", "warning"]
Language = Literal["sv", "en"]
Values = Mapping[str, object]
T = TypeVar("T")

PSP = "PSP-1"
APPLE = "Apple Podcasts 823, RSS feed requirements"
APPLE_ART = "Apple Podcasts 896, artwork requirements"
RSS = "RSS 2.0"
PRACTICE = "Practice of podcast hosts"
ACCESS = "WCAG 2.1"
ID3_CHAPTERS = "ID3v2 Chapter Frame Addendum 1.0"


def namespace(tag: str) -> str:
    """Name the page of the podcast namespace that a rule comes from."""
    return f"Podcast namespace, docs/tags/{tag}.md"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: errors stop publishing, warnings are shown. Sentences have `{named}` fields."""

    id: str
    level: Level
    sentence_sv: str
    sentence_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken: `subject` is the title of the show or episode it concerns."""

    rule: Rule
    subject: str
    values: Values

    @property
    def level(self) -> Level:
        """Whether it stops publishing: the rule's level."""
        return self.rule.level

    def sentence(self, language: Language = "sv") -> str:
        """Return the rule's sentence with what was measured filled in."""
        sentence = self.rule.sentence_sv if language == "sv" else self.rule.sentence_en
        return sentence.format(**self.values)


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """A rule and the function that yields the values of every breach of it."""

    rule: Rule
    find: Callable[[T], Iterable[Values]]

    def findings(self, subject: str, thing: T) -> list[Finding]:
        """Return a finding for every breach; `subject` is the title of what is looked at."""
        return [Finding(self.rule, subject, values) for values in self.find(thing)]


def error(
    name: str, sv: str, en: str, source: str, find: Callable[[T], Iterable[Values]]
) -> Check[T]:
    """Bind a rule that stops publishing."""
    return Check(Rule(name, "error", sv, en, source), find)


def warning(
    name: str, sv: str, en: str, source: str, find: Callable[[T], Iterable[Values]]
) -> Check[T]:
    """Bind a rule that is shown and no more."""
    return Check(Rule(name, "warning", sv, en, source), find)


def too_long(
    name: str, sv: str, en: str, source: str, limit: int, texts: Callable[[T], Iterable[str]]
) -> Check[T]:
    """Bind a rule of length in characters; `sv` and `en` name the text ("Titeln", "The title")."""

    def find(thing: T) -> Iterable[Values]:
        long = (text for text in texts(thing) if len(text) > limit)
        return [{"text": cut_text(text, 60), "length": len(text), "limit": limit} for text in long]

    return warning(
        name,
        sv + " har {length} tecken och kortas till {limit} i flödet: ”{text}”.",
        en + " has {length} characters and is cut to {limit} in the feed: “{text}”.",
        source,
        find,
    )


def when(is_broken: object, **values: object) -> tuple[Values, ...]:
    """Return one breach with these values, or none."""
    return (values,) if is_broken else ()
