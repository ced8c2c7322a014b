"""The audit log, for administrators: filtered, page by page, and taken out as CSV or JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts import audit, users
from mediahub.accounts.audit import AuditFilter
from mediahub.accounts.audit_export import begin_export, json_lines
from mediahub.accounts.guard import StudioCall
from mediahub.accounts.models import AuditEntry
from mediahub.clock import STOCKHOLM, local
from mediahub.errors import Invalid
from mediahub.i18n import sentence, translations
from mediahub.web.csv_export import to_csv
from mediahub.web.csv_injection import neutralise
from mediahub.web.paging import page_asked_for

PER_PAGE = 50
_FIELDS = ("aktor", "handelse", "slag", "id", "fran", "till")


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """The filter as the address has it, and by field what is wrong with it."""

    values: Mapping[str, str]
    errors: Mapping[str, Invalid]
    wanted: AuditFilter

    @property
    def query(self) -> str:
        """The filter again, for links to the same list."""
        return urlencode({name: value for name, value in self.values.items() if value})


def look(request: Request, call: StudioCall) -> Response:
    """One page of the entries that match."""
    asked = _read_request(request)
    page = page_asked_for(request, audit.count_entries(call.db, asked.wanted), PER_PAGE)
    entries = audit.list_entries(call.db, asked.wanted, limit=PER_PAGE, offset=page.skipped)
    return call.render(
        "accounts/studio/audit.html",
        422 if asked.errors else 200,
        asked=asked,
        errors={name: sentence(error, call.language) for name, error in asked.errors.items()},
        entries=entries,
        page=page,
        names=users.names(call.db, call.language),
        kinds=audit.kinds(call.db),
        plain=plain_values,
        kept_query=f"{asked.query}&" if asked.query else "",
    )


def export(request: Request, call: StudioCall) -> Response:
    """Every entry that matches, oldest first, as CSV; Invalid for a filter that is wrong."""
    data = to_csv(csv_rows(call.db, _taken_out(request, call), call.language))
    return _file(call, data, "csv", "text/csv; charset=utf-8")


def export_lines(request: Request, call: StudioCall) -> Response:
    """The same as a JSON object on each line, for programs."""
    lines = json_lines(call.db, _taken_out(request, call))
    data = "".join(f"{line}\n" for line in lines).encode()
    return _file(call, data, "jsonl", "application/jsonl")


def _taken_out(request: Request, call: StudioCall) -> AuditFilter:
    """What is asked for, once it is noted that it was."""
    asked = _read_request(request)
    for error in asked.errors.values():
        raise error
    return begin_export(call.db, asked.wanted, actor=call.actor, now=call.now)


def _file(call: StudioCall, data: bytes, ending: str, content_type: str) -> Response:
    name = f"mediahub-logg-{local(call.now):%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=content_type, headers=headers)


def csv_rows(db: Session, wanted: AuditFilter, language: str) -> Iterator[list[str]]:
    """A row of headings, then one for each entry, neutralised."""
    gettext, known = translations(language).gettext, users.names(db, language)
    yield [
        gettext("Time"),
        gettext("Who"),
        gettext("Action"),
        gettext("Kind"),
        gettext("Id"),
        gettext("Before"),
        gettext("After"),
        gettext("Reason"),
        gettext("Address"),
    ]
    for entry in audit.each_entry(db, wanted):
        yield [neutralise(cell) for cell in _cells(entry, known)]


def _cells(entry: AuditEntry, known: Mapping[str, str]) -> list[str]:
    return [
        f"{local(entry.at):%Y-%m-%d %H:%M:%S}",
        known.get(entry.actor, entry.actor),
        entry.action,
        entry.subject_kind,
        str(entry.subject_id),
        _json(entry.before),
        _json(entry.after),
        entry.reason or "",
        entry.sender.address if entry.sender else "",
    ]


def _json(values: dict[str, Any] | None) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True)


def plain_values(values: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Names and values of what an entry tells, as texts."""
    return [(name, _plain(value)) for name, value in sorted((values or {}).items())]


def _plain(value: object) -> str:
    if value is None:
        return "–"
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    try:
        return f"{local(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}" if "T" in value else value
    except ValueError:
        return value


def _read_request(request: Request) -> AuditRequest:
    values = {name: request.query_params.get(name, "").strip()[:100] for name in _FIELDS}
    errors: dict[str, Invalid] = {}
    since = _day(values["fran"], "fran", errors)
    until = _day(values["till"], "till", errors)
    wanted = AuditFilter(
        actor=values["aktor"] or None,
        action=values["handelse"] or None,
        subject_kind=values["slag"] or None,
        subject_id=_id(values["id"], errors),
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )
    try:
        audit.check_times(wanted)
    except Invalid as error:
        errors["till"] = error
    return AuditRequest(values, errors, wanted)


def _day(text: str, name: str, errors: dict[str, Invalid]) -> date | None:
    try:
        # Not the very last day that there is, which has no day after it.
        return min(date.fromisoformat(text), date(9999, 1, 1)) if text else None
    except ValueError:
        errors[name] = Invalid("“{text}” is not a date. Write it as 2026-03-04.", text=text)
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(max(day, date(1900, 1, 1)), time(), STOCKHOLM)


def _id(text: str, errors: dict[str, Invalid]) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        errors["id"] = Invalid("“{text}” is not an id.", text=text)
        return None
