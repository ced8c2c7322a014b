"""`mediahub feed`: print a show's feed, and check it against the rules."""

from typing import Annotated, Any

import typer

from feeds.rules import check as check_channel
from mediahub.errors import Conflict
from mediahub.i18n import translations
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
    errors = sum(row["level"] == "error" for row in rows)
    if as_json:
        print_json(rows)
    else:
        _print_findings(rows, language)
        say(
            hub,
            "{episodes} episodes checked: {errors} errors, {warnings} warnings.",
            episodes=len(channel.items),
            errors=errors,
            warnings=len(rows) - errors,
        )
    if errors:
        raise Conflict(
            "“{slug}” breaks rules of podcast directories: {errors} errors.",
            slug=slug,
            errors=errors,
        )


def _print_findings(rows: list[dict[str, Any]], language: str) -> None:
    sentences = {"error": "error", "warning": "warning"}
    for row in rows:
        level = translations(language).gettext(sentences[row["level"]])
        typer.echo(f"{level}: " + "{subject}: {sentence} ({rule}, {source})".format(**row))
