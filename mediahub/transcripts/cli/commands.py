"""`mediahub transcript`: corrections and files, by the id that `list` tells."""

from typing import Annotated, Any
from uuid import UUID

import typer

from mediahub.accounts.audit import COMMAND
from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.i18n import sentence
from mediahub.jobs.attempts import ask_again
from mediahub.terminal import AsJson, hub_of, print_result, print_table
from mediahub.transcripts import revisions
from mediahub.transcripts.cli import export_commands
from mediahub.transcripts.cli.export_commands import Id
from mediahub.transcripts.cues import clock
from mediahub.transcripts.formats.reader import Draft
from mediahub.transcripts.formats.times import read_ms, read_shift
from mediahub.transcripts.models import Transcript, TranscriptChange, TranscriptState
from mediahub.transcripts.revisions import Edit
from mediahub.transcripts.service import changes_of, cues_of, get_transcript, speakers_of

commands = typer.Typer(no_args_is_help=True, help="Transcripts: what is said, and corrections.")

Number = Annotated[int, typer.Argument(help="The cue's number, as “show” has it.")]
Expect = Annotated[int | None, typer.Option(help="Refuse if it is at another revision.")]


@commands.command("show")
def show(context: typer.Context, transcript: Id, as_json: AsJson = False) -> None:
    """Print the cues with their numbers, times and speakers."""
    hub = hub_of(context)
    with hub.reading() as db:
        found = get_transcript(db, transcript)
        persons = {one.name: one.person and one.person.name for one in speakers_of(db, found)}
        rows = [
            {
                "number": number,
                "start": cue.start,
                "end": cue.end,
                "speaker": cue.speaker,
                "person": persons.get(cue.speaker),
                "text": cue.text,
            }
            for number, cue in enumerate(cues_of(db, found), 1)
        ]
    if not as_json:
        rows = [_line(row) for row in rows]
    print_table(hub, rows, as_json=as_json)


@commands.command("edit")
def edit(
    context: typer.Context,
    transcript: Id,
    number: Number,
    text: Annotated[str | None, typer.Option(help="Its words.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Who speaks; “” for unknown.")] = None,
    start: Annotated[str | None, typer.Option(help="Its start: 12:34.5 or seconds.")] = None,
    end: Annotated[str | None, typer.Option(help="Its end.")] = None,
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Change the words, the speaker or the times of a cue."""
    hub = hub_of(context)
    with hub.writing() as db:
        seen = _edit(hub, transcript, expect)
        if text is None and speaker is None and start is None and end is None:
            raise Invalid("Say what is to be changed.")
        if start is not None or end is not None:
            found = revisions.move_cue(db, seen, number, _ms(start), _ms(end))
            seen = _edit(hub, transcript, found.revision)
        if text is not None or speaker is not None:
            revisions.edit_cue(db, seen, number, text=text, speaker=speaker)
    _print_change(hub, transcript, as_json=as_json)


@commands.command("split")
def split(
    context: typer.Context,
    transcript: Id,
    number: Number,
    after: Annotated[str, typer.Option(help="The words that the first part ends with.")],
    at: Annotated[str | None, typer.Option(help="Where the second part begins.")] = None,
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Make two cues of one."""
    hub = hub_of(context)
    with hub.writing() as db:
        revisions.split_cue(db, _edit(hub, transcript, expect), number, after, _ms(at))
    _print_change(hub, transcript, as_json=as_json)


@commands.command("merge")
def merge(
    context: typer.Context,
    transcript: Id,
    first: Number,
    last: Annotated[int, typer.Argument(help="The number of the last one.")],
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Make one cue of several that follow each other."""
    hub = hub_of(context)
    with hub.writing() as db:
        revisions.merge_cues(db, _edit(hub, transcript, expect), first, last)
    _print_change(hub, transcript, as_json=as_json)


@commands.command("shift")
def shift(
    context: typer.Context,
    transcript: Id,
    by: Annotated[str, typer.Option(help="Seconds: 2.5 is later, -2.5 earlier.")],
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Move every cue in time."""
    hub = hub_of(context)
    with hub.writing() as db:
        revisions.shift_all(db, _edit(hub, transcript, expect), read_shift(by))
    _print_change(hub, transcript, as_json=as_json)


@commands.command("speaker")
def speaker(
    context: typer.Context,
    transcript: Id,
    name: Annotated[str, typer.Argument(help="The speaker, as the transcript has it.")],
    rename: Annotated[str | None, typer.Option(help="Another name.")] = None,
    person: Annotated[
        str | None, typer.Option(help="Who it is of the credited; “” nobody.")
    ] = None,
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Rename a speaker, or say which credited person it is."""
    hub = hub_of(context)
    with hub.writing() as db:
        seen = _edit(hub, transcript, expect)
        if rename is None and person is None:
            raise Invalid("Say what is to be changed.")
        if rename is not None:
            found = revisions.rename_speaker(db, seen, name, rename)
            seen, name = _edit(hub, transcript, found.revision), rename
        if person is not None:
            revisions.link_speaker(db, seen, name, person)
    _print_change(hub, transcript, as_json=as_json)


@commands.command("replace")
def replace(
    context: typer.Context,
    transcript: Id,
    find: Annotated[str, typer.Argument(help="The words to find, as they are written.")],
    put: Annotated[str, typer.Argument(help="The words to put there.")],
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Replace words wherever they stand."""
    hub = hub_of(context)
    with hub.writing() as db:
        revisions.replace_words(db, _edit(hub, transcript, expect), find, put)
    _print_change(hub, transcript, as_json=as_json)


commands.command("export")(export_commands.export)


@commands.command("history")
def history(context: typer.Context, transcript: Id, as_json: AsJson = False) -> None:
    """Print every change: who, when, and what stood there before and after."""
    hub = hub_of(context)
    with hub.reading() as db:
        changes = changes_of(db, get_transcript(db, transcript))
    print_table(hub, [_change(change, as_json=as_json) for change in changes], as_json=as_json)


@commands.command("restore")
def restore(
    context: typer.Context,
    transcript: Id,
    revision: Annotated[int, typer.Argument(help="The revision to go back to.")],
    expect: Expect = None,
    as_json: AsJson = False,
) -> None:
    """Bring back the cues of an earlier revision; nothing of the history is lost."""
    hub = hub_of(context)
    with hub.writing() as db:
        revisions.restore(db, _edit(hub, transcript, expect), revision)
    _print_change(hub, transcript, as_json=as_json)


@commands.command("review")
def review(
    context: typer.Context, transcript: Id, expect: Expect = None, as_json: AsJson = False
) -> None:
    """Say that a person has read what a machine made."""
    hub = hub_of(context)
    with hub.writing() as db:
        revisions.review(db, _edit(hub, transcript, expect))
    _print_change(hub, transcript, as_json=as_json)


@commands.command("retry")
def retry(context: typer.Context, as_json: AsJson = False) -> None:
    """Have the worker try once more what it has tried five times and given up."""
    hub = hub_of(context)
    with hub.writing() as db:
        failed = Transcript.state == TranscriptState.FAILED
        count = ask_again(db, Transcript, failed, state=TranscriptState.WAITING, failure=None)
    print_result(
        hub, {"transcripts": count}, "{transcripts} transcripts are tried again.", as_json=as_json
    )


def _line(row: dict[str, Any]) -> dict[str, Any]:
    start = row["start"]
    at = "" if start is None else clock(round(start * 1000))
    return {"number": row["number"], "at": at, "speaker": row["speaker"], "text": row["text"]}


def _edit(hub: Hub, transcript: UUID, expected: int | None) -> Edit:
    return Edit(transcript, COMMAND, hub.now(), expected)


def _ms(text: str | None) -> int | None:
    return None if text is None else read_ms(text)


def facts_of(transcript: Transcript) -> dict[str, Any]:
    """What every command tells of a transcript."""
    return {
        "id": str(transcript.id),
        "language": transcript.language,
        "origin": transcript.origin.value,
        "state": transcript.state.value,
        "is_timed": transcript.is_timed,
        "is_reviewed": not transcript.is_unreviewed,
        "revision": transcript.revision,
        "progress": transcript.progress,
        "failure": transcript.failure,
    }


def warnings_of(hub: Hub, draft: Draft) -> list[str]:
    """The harmless faults of a transcript that was read, in the language of the settings."""
    return [sentence(warning, hub.settings.language) for warning in draft.warnings]


def _print_change(hub: Hub, transcript: UUID, *, as_json: bool) -> None:
    with hub.reading() as db:
        facts = facts_of(get_transcript(db, transcript))
    print_result(hub, facts, "The transcript is at revision {revision}.", as_json=as_json)


def _change(change: TranscriptChange, *, as_json: bool) -> dict[str, Any]:
    facts = {
        "revision": change.revision,
        "at": change.at,
        "actor": change.actor,
        "action": change.action,
    }
    if as_json:
        return {**facts, "diff": change.diff}
    hunks = change.diff.get("hunks", ())
    return {**facts, "cues": sum(max(len(h["before"]), len(h["after"])) for h in hunks)}
