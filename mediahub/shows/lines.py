"""What a show says in lists and small records, as people type it and back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from feeds import rrule
from mediahub.errors import Invalid
from mediahub.forms.kinds import Kind
from mediahub.forms.text_parsers import pair

Values = Mapping[str, Any]


def each_line(write: Callable[[Any], str], read: Callable[[str], Any]) -> Kind:
    """A row on each line."""
    return Kind(
        lambda rows: "\n".join(write(row).strip() for row in rows),
        lambda text, _: [read(line) for line in text.splitlines() if line.strip()],
    )


def named(separator: str, *names: str) -> Kind:
    """Rows of two texts, the second perhaps empty."""
    return each_line(
        lambda row: separator.join(str(row.get(name) or "") for name in names),
        lambda line: dict(zip(names, pair(line, separator), strict=True)),
    )


def _location(text: str) -> dict[str, str]:
    geo, name = pair(text, " ")
    return {"geo": geo, "text": name} if geo.startswith("geo:") else {"text": text}


def _block_line(row: Values) -> str:
    answer = "yes" if row.get("blocked", True) else "no"
    return f"{row.get('service', '')}={answer}"


def _block(text: str) -> dict[str, Any]:
    service_slug, answer = pair(text, "=")
    return {"service": service_slug, "blocked": answer != "no"}


def _licence_text(licence: Sequence[str | None]) -> str:
    return " ".join(part for part in licence if part)


def _licence(text: str, _: object) -> tuple[str | None, str | None]:
    identifier, url = pair(text, " ")
    return identifier or None, url or None


def _publisher_text(publisher: Values | None) -> str:
    told = publisher or {}
    return f"{told.get('feed_guid') or ''} {told.get('feed_url') or ''}".strip()


def _publisher(text: str, _: object) -> dict[str, str] | None:
    guid, url = pair(text, " ")
    return {"feed_guid": guid, "feed_url": url, "medium": "publisher"} if guid else None


def _frequency_text(told: Values | None) -> str:
    if told is None:
        return ""
    start = f";DTSTART={told['dtstart']}" if told.get("dtstart") else ""
    return f"{told.get('rrule', '')}{start} {told.get('text', '')}".strip()


def _frequency(text: str, _: object) -> dict[str, str] | None:
    rule, told = pair(text, " ")
    if not rule:
        return None
    start = rrule.parts(rule).get("DTSTART")
    kept = ";".join(part for part in rule.split(";") if not part.startswith("DTSTART="))
    if start is not None:
        return {"rrule": kept, "text": told, "dtstart": _date(start)}
    if "COUNT" in rrule.parts(rule):
        raise Invalid(
            "“{rule}” counts episodes and so needs a start: add “;DTSTART=2026-03-04”.", rule=rule
        )
    return {"rrule": kept, "text": told}


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid("“{text}” is not a date. Write it as 2026-03-04.", text=text) from None


LOCATIONS = each_line(lambda row: f"{row.get('geo') or ''} {row.get('text') or ''}", _location)
BLOCKS = each_line(_block_line, _block)
LICENCE = Kind(_licence_text, _licence)
PUBLISHER = Kind(_publisher_text, _publisher)
UPDATE_FREQUENCY = Kind(_frequency_text, _frequency)
