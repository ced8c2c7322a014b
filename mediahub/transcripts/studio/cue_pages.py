"""One cue on a page of its own, for browsers without script: corrected, split, merged, removed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.edit_conflicts import differences, is_stale, version_of
from mediahub.accounts.guard import StudioCall
from mediahub.accounts.studio.login_pages import field_errors
from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.i18n import sentence
from mediahub.transcripts import revisions
from mediahub.transcripts.cues import Cue
from mediahub.transcripts.formats.times import read_ms, written
from mediahub.transcripts.models import Transcript
from mediahub.transcripts.revisions import Edit
from mediahub.transcripts.service import speakers_of, to_change
from mediahub.transcripts.studio.owner import Held, Owners
from mediahub.transcripts.studio.pages import PER_PAGE, count_cues, cues_from
from mediahub.transcripts.studio.patches import Hunk, correct


@dataclass(frozen=True, slots=True)
class CueForm:
    """The form of a cue; `refusal` is of the whole, `errors` are by field."""

    texts: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    is_overtaken: bool = False


@dataclass(frozen=True, slots=True)
class CuePages:
    """The pages, with what tells whose transcript it is."""

    owners: Owners

    def ask(self, request: Request, call: StudioCall) -> Response:
        """The form."""
        held = self.owners.to_edit(request, call)
        cue = _cue(request, held)
        return _form(request, held, cue, CueForm(_texts(cue)))

    def change(self, request: Request, call: StudioCall) -> Response:
        """Save the cue, or split, merge or remove it: `do` says which."""
        held = self.owners.to_edit(request, call)
        # The row is held from here on, so that what is compared is what is changed.
        transcript = to_change(call.db, held.transcript.id, None)
        number, cue = _number(request), _cue(request, held)
        typed = CueForm({name: call.sent(name)[:6_000] for name in _texts(cue)})
        if is_stale(call, _texts(cue)):
            return _form(request, held, cue, CueForm(typed.texts, is_overtaken=True))
        edit = Edit(transcript.id, call.actor, call.now, transcript.revision)
        errors = _errors(call, cue) if call.sent("do") not in _DONE else {}
        if errors:
            return _form(request, held, cue, CueForm(typed.texts, errors))
        try:
            _do(held, edit, number, cue)
        except (Conflict, Invalid) as error:
            refusal = sentence(error, call.language)
            return _form(request, held, cue, CueForm(typed.texts, refusal=refusal))
        last = count_cues(call.db, transcript)
        return held.back(_DONE.get(call.sent("do"), "sparad"), min(number, last), PER_PAGE)


_DONE = {"split": "delad", "merge": "sammanslagen", "remove": "borttagen"}


def _do(held: Held, edit: Edit, number: int, cue: Cue) -> None:
    db, call = held.call.db, held.call
    wanted = call.sent("do")
    if wanted == "split":
        revisions.split_cue(db, edit, number, call.sent("after"))
    elif wanted == "merge":
        revisions.merge_cues(db, edit, number, number + 1)
    elif wanted == "remove":
        correct(db, edit, [Hunk(number - 1, 1, ())])
    else:
        start, end = (_ms(call, name) if cue.start_ms is not None else None for name in _TIMES)
        new = Cue(start, end, call.sent("speaker"), call.sent("text"))
        correct(db, edit, [Hunk(number - 1, 1, (new,))])


_TIMES = ("start", "end")


def _ms(call: StudioCall, name: str) -> int:
    return read_ms(call.sent(name))


def _errors(call: StudioCall, cue: Cue) -> dict[str, str]:
    if cue.start_ms is None:
        return {}
    return field_errors(call, start=lambda: _ms(call, "start"), end=lambda: _ms(call, "end"))


def _texts(cue: Cue) -> dict[str, str]:
    texts = {"text": cue.text, "speaker": cue.speaker}
    if cue.start_ms is not None:
        texts |= {"start": written(cue.start_ms), "end": written(cue.end_ms)}
    return texts


def _number(request: Request) -> int:
    text: str = request.path_params["number"]
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise NotFound("There is no such cue.")
    return int(text)


def _cue(request: Request, held: Held) -> Cue:
    number = _number(request)
    count = count_cues(held.call.db, held.transcript)
    if not 1 <= number <= count:
        raise NotFound("There is no cue {number}; the last one is {last}.", number=number,
                       last=count)  # fmt: skip
    return cues_from(held.call.db, held.transcript, number - 1, 1)[0]


def _form(request: Request, held: Held, cue: Cue, typed: CueForm) -> Response:
    number, current = _number(request), _texts(cue)
    status = 409 if typed.is_overtaken else 422 if typed.errors or typed.refusal else 200
    return held.render(
        "cue",
        status,
        number=number,
        last=count_cues(held.call.db, held.transcript),
        per_page=PER_PAGE,
        typed=typed,
        version=version_of(current),
        differences=differences(current, typed.texts) if typed.is_overtaken else (),
        speakers=_speakers(held, held.transcript),
    )


def _speakers(held: Held, transcript: Transcript) -> list[str]:
    return [one.name for one in speakers_of(held.call.db, transcript)]
