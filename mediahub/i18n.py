"""Languages: catalogues, errors as sentences, and how each writes dates, amounts and sizes."""

import gettext
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from io import BytesIO
from math import ceil
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

from feeds.errors import FeedError
from mediahub.clock import STOCKHOLM, local
from mediahub.errors import MediaHubError, Phrase

LANGUAGES = {"sv": "Svenska", "en": "English"}
NBSP = "\N{NO-BREAK SPACE}"
KEPT = 2048
SHORTEST_GROUPED = 10_000
_CATALOGUES = Path(__file__).parent / "locale"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English is what the code itself says.

    The .po files are read as they are, so no compiled copy can be older than its source.
    """
    if language == "en":
        return gettext.NullTranslations()
    with (_CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def in_words(instant: datetime) -> dict[str, str]:
    """A moment as each language writes it, for a sentence."""
    return {language: filters(language)["moment"](instant) for language in LANGUAGES}


def sentence(error: MediaHubError | FeedError, language: str) -> str:
    """What an error says, in a language.

    Among its values, a dict holds a text for each language, a list holds errors of their own, a
    Phrase is translated, and an int of five digits or more is written in groups of three.
    """
    values = {name: _in(value, language) for name, value in error.values.items()}
    return translations(language).gettext(error.sentence).format(**values)


class _Grouped(int):
    """A number that a sentence shows as its language groups it, unless it says how."""

    language: str

    def __format__(self, how: str) -> str:
        return int.__format__(self, how) if how else format_decimal(self, locale=self.language)


def _grouped(number: int, language: str) -> int:
    grouped = _Grouped(number)
    grouped.language = language
    return grouped


def _in(value: object, language: str) -> object:
    if isinstance(value, int) and abs(value) >= SHORTEST_GROUPED:
        return _grouped(value, language)
    if isinstance(value, dict):
        return value[language]
    if isinstance(value, list):
        return " ".join(sentence(error, language) for error in value)
    if isinstance(value, Phrase):
        return translations(language).gettext(value)
    return value


def filters(language: str) -> dict[str, Callable[..., str]]:
    """Template filters that write dates, amounts, lengths and sizes as this language does."""
    return {**_times(language), **_amounts(language)}


def _times(language: str) -> dict[str, Callable[..., str]]:
    def plain_day(instant: datetime | date) -> str:
        return _written_day(_day(instant), f"d{NBSP}MMMM{NBSP}y", language)

    def weekday(instant: datetime | date) -> str:
        return _written_day(_day(instant), f"EEEE d{NBSP}MMMM{NBSP}y", language)

    def moment(instant: datetime) -> str:
        pattern = f"EEEE d{NBSP}MMMM y 'kl.'{NBSP}HH.mm"
        if language != "sv":
            pattern = f"EEEE d{NBSP}MMMM y 'at' HH:mm"
        return _written(instant, pattern, language)

    def until(instant: datetime) -> str:
        if local(instant).time() != time():
            return moment(instant)
        # An end at midnight is 24.00 of the day before, or everyone takes it for a day more.
        at = f"kl.{NBSP}24.00" if language == "sv" else "at 24:00"
        return f"{weekday(instant - timedelta(seconds=1))} {at}"

    def clock(instant: datetime) -> str:
        pattern = "HH.mm" if language == "sv" else "HH:mm"
        return _written(instant, pattern, language)

    return {
        "date": plain_day,
        "weekday": weekday,
        "moment": moment,
        "until": until,
        "clock": clock,
    }


# Babel works on a date for a tenth of a millisecond, and a list has a hundred.
@lru_cache(KEPT)
def _written_day(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


@lru_cache(KEPT)
def _written(instant: datetime, pattern: str, language: str) -> str:
    return format_datetime(instant, pattern, tzinfo=STOCKHOLM, locale=language)


def _day(instant: datetime | date) -> date:
    """The day of an instant on the calendar in Sweden; a day is one already."""
    return instant.astimezone(STOCKHOLM).date() if isinstance(instant, datetime) else instant


def _amounts(language: str) -> dict[str, Callable[..., str]]:
    def megabytes(size_bytes: int) -> str:
        if size_bytes < 100_000:
            return f"{ceil(size_bytes / 1000)}{NBSP}kB"
        number = format_decimal(size_bytes / 1_000_000, "#,##0.0", locale=language)
        return f"{number}{NBSP}MB"

    def kronor(amount: int) -> str:
        return f"{format_decimal(amount, '#,##0', locale=language)}{NBSP}kr"

    def length(seconds: float) -> str:
        return " ".join(_length(round(seconds), "tim" if language == "sv" else "h"))

    return {"megabytes": megabytes, "kronor": kronor, "length_of": length}


def _length(seconds: int, hour: str) -> Iterator[str]:
    """To the second below ten minutes, where it matters; above that to the minute."""
    minutes, second = divmod(seconds, 60) if seconds < 600 else (round(seconds / 60), 0)
    hours, minute = divmod(minutes, 60)
    for number, unit in ((hours, hour), (minute, "min"), (second, "s")):
        if number:
            yield f"{number}{NBSP}{unit}"


def timestamp(seconds: float) -> str:
    """A position in a recording, 754 as 12:34 and 4354 as 1:12:34."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def iso_duration(seconds: float) -> str:
    """A length as ISO 8601 writes it, 754 as PT12M34S."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{minute}M" if minute else "") + f"{second}S"


def phrases(language: str) -> dict[str, Callable[..., Markup]]:
    """`_` and `ngettext` for templates: a sentence in this language, with its %(fields)s filled in.

    As the i18n extension of Jinja2 does in its new style; that one costs a page a millisecond.
    """
    catalogue = translations(language)

    # The catalogues are our own; Markup escapes the fields.
    def one(sentence: str, **fields: object) -> Markup:
        return Markup(catalogue.gettext(sentence)) % fields  # noqa: S704

    def counted(singular: str, plural: str, number: int, **fields: object) -> Markup:
        text = catalogue.ngettext(singular, plural, number)
        return Markup(text) % {"num": number, **fields}  # noqa: S704

    return {"_": one, "ngettext": counted}
