"""`mediahub feed`: print a show's feed, and check it against the rules."""

from typing import Annotated

import typer

from feeds.rules import check as check_channel
from mediahub.shows.service import get_show
from mediahub.syndication.service import build_channel, build_feed
from mediahub.terminal import AsJson, hub_of, print_json, say

commands = typer.Typer(no_args_is_help=True, help="Feeds.")
Slug = Annotated[str, typer.Argument(help="The show's slug.")]


@commands.command("show")
def show(context: typer.Context, slug: Slug, as_json: AsJson = False) -> None:
    """Print the feed as listeners get it now: RSS, or with --json the JSON feed."""
    hub = hub_of(context)
    with hub.reading() as db:
        feed = build_feed(db, slug, "json" if as_json else "xml", 1, hub.settings, hub.now())
    typer.echo(feed.document.body.decode())


@commands.command("check")
def check(context: typer.Context, slug: Slug, as_json: AsJson = False) -> None:
    """Print every broken rule of the show and its public episodes; exit 1 if one is an error."""
    hub = hub_of(context)
    with hub.reading() as db:
        channel = build_channel(db, get_show(db, slug), hub.settings, hub.now())
    findings = check_channel(channel, hub.now())
    language = hub.settings.language
    rows = [
        {
            "level": finding.level,
            "rule": finding.rule.id,
            "subject": finding.subject,
            "sentence": finding.sentence(language),
            "source": finding.rule.source,
        }
        for finding in findings
    ]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo("{level}: {subject}: {sentence} ({rule}, {source})".format(**row))
        errors = sum(row["level"] == "error" for row in rows)
        say(
            hub,
            "{episodes} episodes checked: {errors} errors, {warnings} warnings.",
            episodes=len(channel.items),
            errors=errors,
            warnings=len(rows) - errors,
        )
    if any(row["level"] == "error" for row in rows):
        raise typer.Exit(1)
