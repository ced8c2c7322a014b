"""`mediahub media`: the sweep by hand, and work that was given up."""

from datetime import timedelta
from typing import Annotated

import typer

from mediahub.jobs.attempts import ask_again
from mediahub.media.models import MediaFile, MediaState, Upload, UploadState
from mediahub.media.sweep import GRACE, leftovers, missing, orphans, remove
from mediahub.terminal import AsJson, hub_of, print_json, print_result, say

commands = typer.Typer(no_args_is_help=True, help="Stored files.")
GRACE_HOURS = int(GRACE / timedelta(hours=1))


@commands.command("retry")
def retry(context: typer.Context, as_json: AsJson = False) -> None:
    """Have the worker try once more what it has tried five times and given up."""
    hub = hub_of(context)
    with hub.writing() as db:
        failed = MediaFile.state == MediaState.FAILED
        files = ask_again(db, MediaFile, failed, state=MediaState.UPLOADED, failure=None)
        failed = Upload.state == UploadState.FAILED
        uploads = ask_again(db, Upload, failed, state=UploadState.SENT, failure=None)
    counts = {"files": files, "uploads": uploads}
    print_result(
        hub, counts, "{files} files and {uploads} uploads are tried again.", as_json=as_json
    )


@commands.command("sweep")
def sweep(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell.")] = False,
    hours: Annotated[
        int, typer.Option(help="Spare what is younger; 0 if no upload is running.", min=0)
    ] = GRACE_HOURS,
    as_json: AsJson = False,
) -> None:
    """Remove bytes that no episode or show has, and tell which files have lost theirs."""
    hub = hub_of(context)
    with hub.reading() as db:
        found = orphans(db, hub.store, hub.now(), timedelta(hours=hours))
        lost = missing(db, hub.store)
    left = leftovers(hub.settings.work_dir, hub.now(), timedelta(hours=hours))
    if not dry_run:
        for orphan in found:
            hub.store.delete(orphan.key)
        for folder in left:
            remove(folder)
    if as_json:
        keys = [orphan.key for orphan in found]
        print_json({"orphans": keys, "leftovers": left, "missing": lost})
        return
    for key in (*(orphan.key for orphan in found), *left, *lost):
        typer.echo(key)
    say(
        hub,
        "{orphans} files without an owner, {missing} files without bytes.",
        orphans=len(found) + len(left),
        missing=len(lost),
    )
