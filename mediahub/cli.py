"""The command line: the list of every feature's commands."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from functools import cache
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from feeds.errors import FeedError
from mediahub import demo, migrations, worker
from mediahub.accounts.changes import follow_changes
from mediahub.accounts.commands import user_commands
from mediahub.accounts.links import setup_link
from mediahub.accounts.users import has_administrator
from mediahub.clock import utc_now
from mediahub.db import open_engine
from mediahub.demo.recording import participant_link
from mediahub.doctor import examine
from mediahub.episodes.commands import commands as episode_commands
from mediahub.episodes.transcript_commands import commands as transcript_commands
from mediahub.errors import Conflict, Invalid, MediaHubError
from mediahub.hub import Hub, build
from mediahub.jobs.consumer import stop_with_parent
from mediahub.jobs.queue import connect
from mediahub.mail.commands import mail_commands
from mediahub.media.commands import commands as media_commands
from mediahub.newsletter.commands import commands as newsletter_commands
from mediahub.participants.commands import commands as participant_commands
from mediahub.participants.member_commands import commands as member_commands
from mediahub.people.commands import commands as person_commands
from mediahub.recordings.commands import commands as recording_commands
from mediahub.recordings.privacy_commands import data
from mediahub.recordings.purge_commands import commands as window_commands
from mediahub.recordings.purge_commands import purge
from mediahub.search.commands import reindex, search
from mediahub.search.jobs import index_changes
from mediahub.sendouts.commands import commands as sendout_commands
from mediahub.settings import load, make_secret_key
from mediahub.shows.addresses import show_url
from mediahub.shows.commands import commands as show_commands
from mediahub.shows.service import list_shows
from mediahub.syndication.commands import commands as feed_commands
from mediahub.terminal import AsJson, hub_of, print_json, say
from mediahub.web.language import sentence, translations
from mediahub.webcasts.commands import commands as webcast_commands
from mediahub.webcasts.network_commands import commands as network_commands
from mediahub.webcasts.series_commands import commands as series_commands
from mediahub.webcasts.text_commands import text_commands

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="MediaHub: the podcast and webcast media service.",
)
app.add_typer(show_commands, name="show")
app.add_typer(episode_commands, name="episode")
app.add_typer(transcript_commands, name="transcript")
app.add_typer(feed_commands, name="feed")
app.add_typer(participant_commands, name="participant")
app.add_typer(member_commands, name="member")
app.add_typer(media_commands, name="media")
app.add_typer(webcast_commands, name="webcast")
app.add_typer(series_commands, name="series")
app.add_typer(network_commands, name="network")
app.add_typer(recording_commands, name="recording")
app.add_typer(window_commands, name="window")
app.add_typer(person_commands, name="person")
app.add_typer(newsletter_commands, name="newsletter")
app.add_typer(user_commands(list_shows), name="user")
mails = mail_commands(worker.TEMPLATES)
mails.add_typer(text_commands(worker.WORDINGS), name="text")
app.add_typer(mails, name="mail")
app.add_typer(sendout_commands, name="sendout")
app.command("purge")(purge)
app.command("search")(search)
app.command("reindex")(reindex)
participant_commands.command("data")(data)


@app.command("init")
def init(context: typer.Context, as_json: AsJson = False) -> None:
    """Make the data folder, its secret key and the tables; on an old database, bring it up."""
    hub = _set_up(context)
    if as_json:
        print_json({"data_dir": hub.settings.data_dir})
    else:
        say(hub, "{folder} is ready.", folder=hub.settings.data_dir)


def _set_up(context: typer.Context) -> Hub:
    settings = load()
    settings.make_data_dir()
    if not settings.secret_keys:
        make_secret_key(settings.secret_key_file)
    engine = open_engine(settings.database, threads=1)
    migrations.upgrade(engine)
    engine.dispose()
    return hub_of(context)


@app.command("demo")
def fill_demo(
    context: typer.Context,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where there is a show already.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fill an empty installation with a show, its episodes, webcasts, and a recording to watch.

    Makes the installation as “init” does, and finishes a demo that was interrupted.
    """
    hub = _set_up(context)
    show = demo.fill(hub) if not if_empty or demo.is_wanted(hub) else None
    url = show and show_url(hub.settings.origin, show)
    if as_json:
        facts = {"show": show and show.slug, "url": url, "participant": participant_link(hub)}
        print_json(facts | (demo.sign_in_facts(hub) or {}))
        return
    if url is not None:
        say(hub, "The demo is in place: {url}", url=url)
        _tell_producer(hub)
    _tell_participant(hub)


@app.command("serve")
def serve(
    context: typer.Context,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Web only.")] = False,
    with_demo: Annotated[
        bool, typer.Option("--with-demo", help="Set up and fill what is empty first.")
    ] = False,
) -> None:
    """Serve the site and do the jobs, until SIGTERM; requests in flight are finished."""
    if with_demo and demo.is_wanted(hub := _set_up(context)):
        demo.fill(hub)
    # Not at the top: the web's libraries take a good part of what other commands need to start.
    from mediahub import server  # noqa: PLC0415

    hub = hub_of(context)
    server.serve(hub, with_worker=not no_worker, greet=lambda: _greet(hub))


def _greet(hub: Hub) -> None:
    """What is unsafe, who may enter a demo, and how the first administrator is made."""
    try:
        hub.settings.require_known_proxies()
    except Conflict as unsafe:
        typer.echo(sentence(unsafe, hub.settings.language), err=True)
    _tell_producer(hub)
    _tell_participant(hub)
    with hub.reading() as db:
        is_new = not has_administrator(db)
    if is_new:
        url = setup_link(hub.settings, hub.now())
        say(hub, "Make the first administrator, within seven days, at {url}", url=url)


def _tell_producer(hub: Hub) -> None:
    if (facts := demo.sign_in_facts(hub)) is not None:
        say(
            hub,
            "Sign in to the studio at {studio} as {email} with the password {password}",
            **facts,
        )


def _tell_participant(hub: Hub) -> None:
    if (link := participant_link(hub)) is not None:
        say(hub, "A participant watches the recording here: {url}", url=link)


@app.command("worker")
def work(
    context: typer.Context,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """Do the jobs, until SIGTERM; the job in hand is finished."""
    if with_parent:
        stop_with_parent()
    worker.run(hub_of(context))


@app.command("doctor")
def doctor(as_json: AsJson = False) -> None:
    """Tell of every part whether it works; exit 1 if one does not."""
    settings = load()
    rows = [
        {
            "name": found.name,
            "ok": found.is_well,
            "text": sentence(MediaHubError(found.sentence, **found.values), settings.language),
        }
        for found in examine(settings, utc_now)
    ]
    if as_json:
        print_json(rows)
    else:
        _print_report(rows, settings.language)
    if ill := [row for row in rows if not row["ok"]]:
        raise Conflict("{ill} of {parts} parts do not work.", ill=len(ill), parts=len(rows))


def _print_report(rows: list[dict[str, Any]], language: str) -> None:
    sentences = {
        "settings": "Settings",
        "database": "Database",
        "migrations": "Migrations",
        "storage": "Storage",
        "clock": "Clock",
        "ffmpeg": "FFmpeg",
        "mail": "Mail",
        "deletions": "Deletions",
        "files": "Files",
        "search": "Search index",
    }
    gettext = translations(language).gettext
    well, ill = gettext("ok"), gettext("FAULT")
    width = max(len(well), len(ill))
    for row in rows:
        name, mark = gettext(sentences[row["name"]]), well if row["ok"] else ill
        typer.echo(f"{mark:{width}} {name}: {row['text']}")


# Called, `app` would read the signatures of all commands every time.
_command = typer.main.get_command(app)


def main() -> None:
    """Run the command line: 0 done, 1 refused with a sentence on stderr, 2 wrong usage."""
    with ExitStack() as opened:

        @cache
        def open_hub() -> Hub:
            hub = opened.enter_context(closing(build(load())))
            migrations.require_current(hub.engine)
            connect(hub, worker.JOBS)
            index_changes(hub)
            follow_changes(hub.writers, worker.FOLLOWING)
            return hub

        _run(open_hub)


def _run(open_hub: Callable[[], Hub]) -> None:
    try:
        _command(obj=open_hub)
    except (MediaHubError, FeedError) as error:
        _refuse(error)
    except ValidationError as error:
        _refuse(_bad_setting(error))
    except OperationalError as error:
        _refuse(Conflict("The database does not answer: {reason}", reason=error.orig))
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        _refuse(Conflict("The database refuses: {reason}", reason=reason))
    except OSError as error:
        file, reason = error.filename or "", error.strerror
        _refuse(Conflict("“{file}” cannot be used: {reason}.", file=file, reason=reason))


def _refuse(error: MediaHubError | FeedError) -> NoReturn:
    typer.echo(sentence(error, _language()), err=True)
    sys.exit(1)


def _language() -> str:
    with suppress(ValidationError, MediaHubError):
        return load().language
    return "en" if os.environ.get("MEDIAHUB_LANGUAGE") == "en" else "sv"


def _bad_setting(error: ValidationError) -> MediaHubError:
    first = error.errors()[0]
    field = str(first["loc"][0])
    name = field if field.isupper() else f"MEDIAHUB_{field.upper()}"
    return Invalid("The setting {name} is wrong: {reason}.", name=name, reason=first["msg"])
