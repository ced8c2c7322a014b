"""`mediahub init` and `mediahub demo`: an installation, and something in it."""

from typing import Annotated

import typer

from mediahub import demo, migrations
from mediahub.db import open_engine
from mediahub.demo.recording import participant_link
from mediahub.hub import Hub
from mediahub.settings import load, make_secret_key
from mediahub.shows.urls import show_url
from mediahub.terminal import AsJson, hub_of, print_json, say


def init(context: typer.Context, as_json: AsJson = False) -> None:
    """Make the data folder, its secret key and the tables; on an old database, bring it up."""
    hub = set_up(context)
    if as_json:
        print_json({"data_dir": hub.settings.data_dir})
    else:
        say(hub, "{folder} is ready.", folder=hub.settings.data_dir)


def set_up(context: typer.Context) -> Hub:
    """The hub of an installation that is made, or brought up, if it has to be."""
    settings = load()
    settings.make_data_dir()
    if not settings.secret_keys:
        make_secret_key(settings.secret_key_file)
    engine = open_engine(settings.database, threads=1)
    migrations.upgrade(engine)
    engine.dispose()
    return hub_of(context)


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
    hub = set_up(context)
    show = demo.fill(hub) if not if_empty or demo.is_wanted(hub) else None
    url = show and show_url(hub.settings.origin, show)
    if as_json:
        facts = {"show": show and show.slug, "url": url, "participant": participant_link(hub)}
        print_json(facts | (demo.sign_in_facts(hub) or {}))
        return
    if url is not None:
        say(hub, "The demo is in place: {url}", url=url)
        print_producer(hub)
    print_participant(hub)


def print_producer(hub: Hub) -> None:
    """How to sign in as the producer of the demo, if there is one with the password they got."""
    if (facts := demo.sign_in_facts(hub)) is not None:
        say(
            hub,
            "Sign in to the studio at {studio} as {email} with the password {password}",
            **facts,
        )


def print_participant(hub: Hub) -> None:
    """Where a participant of the demo watches its recording, if there is one."""
    if (link := participant_link(hub)) is not None:
        say(hub, "A participant watches the recording here: {url}", url=link)
