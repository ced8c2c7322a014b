"""The command line: the list of every feature's commands."""

import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import cache
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from feeds.errors import FeedError
from mediahub import demo, migrations, server, worker
from mediahub.doctor import examine
from mediahub.episodes.commands import commands as episode_commands
from mediahub.errors import Conflict, Invalid, MediaHubError
from mediahub.hub import Hub, build
from mediahub.jobs.consumer import stop_with_parent
from mediahub.jobs.queue import connect
from mediahub.media.commands import commands as media_commands
from mediahub.participants.commands import commands as participant_commands
from mediahub.participants.member_commands import commands as member_commands
from mediahub.settings import load, make_secret_key
from mediahub.shows.addresses import show_url
from mediahub.shows.commands import commands as show_commands
from mediahub.syndication.commands import commands as feed_commands
from mediahub.terminal import AsJson, hub_of, print_json, say
from mediahub.web.language import sentence
from mediahub.webcasts.commands import commands as webcast_commands
from mediahub.webcasts.network_commands import commands as network_commands
from mediahub.webcasts.series_commands import commands as series_commands

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="MediaHub: the podcast and webcast media service.",
)
app.add_typer(show_commands, name="show")
app.add_typer(episode_commands, name="episode")
app.add_typer(feed_commands, name="feed")
app.add_typer(participant_commands, name="participant")
app.add_typer(member_commands, name="member")
app.add_typer(media_commands, name="media")
app.add_typer(webcast_commands, name="webcast")
app.add_typer(series_commands, name="series")
app.add_typer(network_commands, name="network")


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
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if not settings.secret_keys:
        make_secret_key(settings.secret_key_file)
    hub = hub_of(context)
    migrations.upgrade(hub.engine)
    return hub


@app.command("demo")
def fill_demo(context: typer.Context, as_json: AsJson = False) -> None:
    """Fill an empty installation with the show Demokratiresan, its episodes, and webcasts."""
    hub = _set_up(context)
    show = demo.fill(hub)
    url = show_url(hub.settings.origin, show)
    if as_json:
        print_json({"show": show.slug, "url": url})
    else:
        say(hub, "The demo is in place: {url}", url=url)


@app.command("serve")
def serve(
    context: typer.Context,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Web only.")] = False,
) -> None:
    """Serve the site and do the jobs, until SIGTERM; requests in flight are finished."""
    hub = hub_of(context)
    _require_current(hub)
    server.serve(hub, with_worker=not no_worker)


@app.command("worker")
def work(
    context: typer.Context,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """Do the jobs, until SIGTERM; the job in hand is finished."""
    if with_parent:
        stop_with_parent()
    hub = hub_of(context)
    _require_current(hub)
    worker.run(hub)


@app.command("doctor")
def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Tell of every part whether it works; exit 1 if one does not."""
    hub = hub_of(context)
    language = hub.settings.language
    rows = [
        {
            "name": found.name,
            "ok": found.error is None,
            "text": found.found if found.error is None else sentence(found.error, language),
        }
        for found in examine(hub)
    ]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo(f"{'ok  ' if row['ok'] else 'FEL '} {row['name']}: {row['text']}")
    if not all(row["ok"] for row in rows):
        raise typer.Exit(1)


def _require_current(hub: Hub) -> None:
    if not migrations.is_current(hub.engine):
        raise Conflict("The database is older than the program. Run “mediahub init”.")


def main() -> None:
    """Run the command line: 0 done, 1 refused with a sentence on stderr, 2 wrong usage."""
    with ExitStack() as opened:

        @cache
        def open_hub() -> Hub:
            hub = opened.enter_context(closing(build(load())))
            connect(hub, worker.JOBS)
            return hub

        _run(open_hub)


def _run(open_hub: Callable[[], Hub]) -> None:
    try:
        app(obj=open_hub)
    except (MediaHubError, FeedError) as error:
        _refuse(error)
    except ValidationError as error:
        _refuse(_bad_setting(error))
    except OperationalError as error:
        _refuse(Conflict("The database does not answer: {reason}", reason=error.orig))
    except OSError as error:
        file, reason = error.filename or "", error.strerror
        _refuse(Conflict("“{file}” cannot be used: {reason}.", file=file, reason=reason))


def _refuse(error: MediaHubError | FeedError) -> NoReturn:
    typer.echo(sentence(error, _language()), err=True)
    sys.exit(1)


def _language() -> str:
    try:
        return load().language
    except ValidationError:
        return "sv"


def _bad_setting(error: ValidationError) -> MediaHubError:
    first = error.errors()[0]
    field = str(first["loc"][0])
    name = field if field.isupper() else f"MEDIAHUB_{field.upper()}"
    return Invalid("The setting {name} is wrong: {reason}.", name=name, reason=first["msg"])
