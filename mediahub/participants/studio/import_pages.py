"""Importing a list in the studio: a file, how its columns are understood, what would happen, done.

The file is an upload of its own until it is imported; then it goes, for it holds names and
addresses. Nothing is written before the last step, which does everything or nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.errors import Conflict, Invalid, MediaHubError, NotFound
from mediahub.i18n import sentence
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.media.uploads.service import abort_upload, get_upload, ready_upload, take_upload
from mediahub.participants.lists import headings
from mediahub.participants.lists.headings import Columns, Field, read_headings
from mediahub.participants.lists.importer import (
    ImportResult,
    Outcome,
    ParsedRows,
    ParticipantList,
    PreviewRow,
    import_list,
    list_of,
    preview_import,
    read_rows,
    without_wrong,
)
from mediahub.participants.lists.rejects import rejected_rows
from mediahub.participants.lists.sheets import LARGEST_BYTES, Sheet, read_sheet
from mediahub.participants.lists.workbooks import is_workbook
from mediahub.participants.studio.table_files import table_file
from mediahub.participants.targets import RegistrationTarget, target_of

MOST_SHOWN = 50
"""How many lines of each kind the preview shows."""
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that has been read as a table, and how its columns are understood."""

    upload: Upload
    sheet: Sheet
    columns: Columns
    is_workbook: bool

    @property
    def samples(self) -> Sequence[str]:
        """Something of what stands in each column."""
        return [self._sample(at) for at in range(len(self.columns.headings))]

    def _sample(self, at: int) -> str:
        cells = (row.cells[at].strip() for row in self.sheet.rows[:20] if at < len(row.cells))
        return " · ".join([cell for cell in cells if cell][:_SAMPLES])


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen: the lines by what becomes of them, and those that are wrong."""

    lines: Mapping[Outcome, Sequence[PreviewRow]]
    waiting: int
    read: ParsedRows

    @property
    def is_importing(self) -> bool:
        """Whether there is anything to be done."""
        return bool(self.lines[Outcome.NEW] or self.lines[Outcome.CORRECTED])


def look(request: Request, call: StudioCall) -> Response:
    """The form for a file; with one, how it is understood and what would happen."""
    call.require_edit()
    place, named = target_of(request, call.db), _named(request.query_params.getlist("upload"))
    if named is None:
        return _page(call, place, refusal=_unchosen(request))
    try:
        upload = get_upload(call.db, named, call.actor)
    except NotFound:
        return redirect(place.list, "redan-importerad")
    if upload.state is not UploadState.READY:
        return _page(call, place, sent=[upload])
    return _previewed(call, place, upload, request.query_params)


def bring_in(request: Request, call: StudioCall) -> Response:
    """Import what was previewed; the file goes. Sent twice, the second changes nothing.

    Others may write until the file has been read.
    """
    call.require_edit()
    place, named = target_of(request, call.db), _named([call.sent("upload")])
    if named is None:
        return redirect(place.list, "redan-importerad")
    try:
        opened, read = _read(call, named)
        columns, with_wrong = opened.columns, bool(call.sent("utan-fel") and read.wrong)
        roll = without_wrong(columns, read) if with_wrong else list_of(columns, read)
        with call.to_write() as writing:
            writing.require_edit()
            place = target_of(request, writing.db)
            tally = _import(writing, place, named, roll, is_kept=with_wrong)
    except NotFound:
        return redirect(place.list, "redan-importerad")
    except (Conflict, Invalid) as error:
        return _page(call, place, refusal=error)
    told = _result(tally)
    if with_wrong:
        told |= {"fel": str(len(read.wrong)), "upload": str(named)} | _mapping(opened)
    return RedirectResponse(f"{place.list}?{urlencode(told)}", 303)


def rejected(request: Request, call: StudioCall) -> Response:
    """The rows that cannot be read, with the reason, as a file of the same kind as the list."""
    call.require_edit()
    place, named = target_of(request, call.db), _named(request.query_params.getlist("upload"))
    if named is None:
        return redirect(place.list, "redan-importerad")
    try:
        opened, read = _read(call, named)
    except NotFound:
        return redirect(place.list, "redan-importerad")
    except (Conflict, Invalid) as error:
        return _page(call, place, refusal=error)
    rows = rejected_rows(opened.sheet, read, call.language)
    return table_file(rows, f"fel-{place.target.slug}", is_workbook=opened.is_workbook)


def _unchosen(request: Request) -> Invalid | None:
    """What to say to who pressed the button of the form without having sent a file."""
    return Invalid("Choose a file first.") if "visa" in request.query_params else None


def _read(call: StudioCall, named: UUID) -> tuple[Opened, ParsedRows]:
    upload = ready_upload(call.db, named, actor=call.actor, purposes=[Purpose.FILE])
    sent = call.form if call.request.method == "POST" else call.request.query_params
    given = {name: value for name, value in sent.items() if isinstance(value, str)}
    opened = _open(call, upload, given)
    headings.check(opened.columns)
    return opened, read_rows(opened.sheet, opened.columns)


def _import(
    call: StudioCall,
    place: RegistrationTarget,
    named: UUID,
    roll: ParticipantList,
    *,
    is_kept: bool,
) -> ImportResult:
    """The file stays for a while if it `is_kept`: its wrong rows are still to be taken out."""
    upload = take_upload(call.db, named, actor=call.actor, purposes=[Purpose.FILE], now=call.now)
    tally = import_list(
        call.db,
        place.target,
        roll,
        actor=call.actor,
        now=call.now,
        tell=lambda _: None,
        with_confirmation=bool(call.sent("notify")),
    )
    upload.taken_at = None  # it has become nothing that is kept
    if not is_kept:
        abort_upload(call.db, upload)
    return tally


def _result(tally: ImportResult) -> dict[str, str]:
    told = {
        "nya": tally.new,
        "vantar": tally.waiting,
        "rattade": tally.corrected,
        "kanda": tally.known,
        "avslutade": tally.ended,
    }
    return {"klart": "importerad"} | {name: str(number) for name, number in told.items()}


def _previewed(
    call: StudioCall, place: RegistrationTarget, upload: Upload, given: Mapping[str, str]
) -> Response:
    try:
        opened = _open(call, upload, given)
    except Invalid as error:
        return _page(call, place, refusal=error)
    try:
        headings.check(opened.columns)
    except Invalid as error:
        return _page(call, place, opened=opened, refusal=error)
    return _page(call, place, opened=opened, preview=_preview(call, place, opened))


def _open(call: StudioCall, upload: Upload, given: Mapping[str, str]) -> Opened:
    """The file as a table, its columns understood as the form says, else by their headings."""
    if upload.purpose is not Purpose.FILE:
        raise Invalid("“{name}” was sent for something else.", name=upload.filename)
    with call.hub.store.open(upload.key) as source:
        data = source.read(LARGEST_BYTES + 1)
    sheet = read_sheet(data)
    columns = read_headings(sheet.headings)
    fields = [_field(given, at, field) for at, field in enumerate(columns.fields)]
    return Opened(upload, sheet, Columns(columns.headings, tuple(fields)), is_workbook(data))


def _mapping(opened: Opened) -> dict[str, str]:
    """How the columns are understood, for an address."""
    return {f"kolumn-{at}": one or "" for at, one in enumerate(opened.columns.fields)}


def _field(given: Mapping[str, str], at: int, usual: Field | None) -> Field | None:
    chosen = given.get(f"kolumn-{at}")
    if chosen is None:
        return usual
    return Field(chosen) if chosen in list(Field) else None


def _preview(call: StudioCall, place: RegistrationTarget, opened: Opened) -> Preview:
    read = read_rows(opened.sheet, opened.columns)
    lines: dict[Outcome, list[PreviewRow]] = {outcome: [] for outcome in Outcome}
    for one in preview_import(call.db, place.target, read):
        lines[one.outcome].append(one)
    waiting = sum(one.is_waiting for one in lines[Outcome.NEW])
    return Preview(lines, waiting, read)


def _named(given: Sequence[str]) -> UUID | None:
    """The last upload that is named: chosen anew, it stands beside the one before."""
    try:
        return UUID(given[-1]) if given else None
    except ValueError:
        return None


def _page(
    call: StudioCall,
    place: RegistrationTarget,
    *,
    sent: Sequence[Upload] = (),
    opened: Opened | None = None,
    preview: Preview | None = None,
    refusal: MediaHubError | None = None,
) -> Response:
    wrong = preview.read.wrong if preview else {}
    return call.render(
        "participants/studio/import.html",
        422 if refusal else 200,
        at=place,
        sent=sent,
        opened=opened,
        preview=preview,
        fields=list(Field),
        rejects=urlencode({"upload": str(opened.upload.id)} | _mapping(opened)) if opened else "",
        wrong=[(line, sentence(wrong[line], call.language)) for line in list(wrong)[:MOST_SHOWN]],
        most=MOST_SHOWN,
        refusal=sentence(refusal, call.language) if refusal else "",
    )
