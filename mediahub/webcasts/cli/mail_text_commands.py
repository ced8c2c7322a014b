"""`mediahub mail text`: the words of a webcast's mails, shown, changed and reset."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from mediahub.errors import Invalid
from mediahub.i18n import LANGUAGES
from mediahub.media.service import read_text
from mediahub.terminal import AsJson, hub_of, print_facts, print_result
from mediahub.webcasts import mail_texts
from mediahub.webcasts.mail_texts import Wording, Words
from mediahub.webcasts.service import get_webcast

Of = Annotated[str, typer.Option("--webcast", help="The webcast's slug.")]
Kind = Annotated[str, typer.Option(help="Which mail, as recording_available.")]
Language = Annotated[str, typer.Option(help="sv or en.")]


def text_commands(wordings: Sequence[Wording]) -> typer.Typer:
    """The commands, for these kinds of mail."""
    known = {wording.kind: wording for wording in wordings}
    commands = typer.Typer(no_args_is_help=True, help="The words of a webcast's mails.")
    commands.command("show")(_show(known))
    commands.command("set")(_set(known))
    commands.command("reset")(_reset(known))
    return commands


def _of(known: Mapping[str, Wording], kind: str, language: str) -> Wording:
    if language not in LANGUAGES:
        raise Invalid("“{language}” is not a language of mails: sv or en.", language=language)
    if kind not in known:
        names = ", ".join(sorted(known))
        raise Invalid("“{kind}” is not a mail whose words can be changed: {names}.",
                      kind=kind, names=names)  # fmt: skip
    return known[kind]


def _show(known: Mapping[str, Wording]) -> Callable[..., None]:
    def show(
        context: typer.Context,
        webcast: Of,
        kind: Kind,
        language: Language = "sv",
        as_json: AsJson = False,
    ) -> None:
        """Print the words, and the names that are filled in; previewed by “sendout plan”."""
        hub, wording = hub_of(context), _of(known, kind, language)
        usual = wording.words(language)
        with hub.reading() as db:
            words = mail_texts.words_for(db, get_webcast(db, webcast), kind, language, usual)
        facts: dict[str, Any] = {
            "webcast": webcast,
            "kind": kind,
            "language": language,
            "is_own": words is not usual,
            "fields": ", ".join(f"{{{name}}}" for name in wording.names),
            "subject": words.subject,
        }
        if as_json:
            facts["intro"] = words.intro
        print_facts(hub, facts, as_json=as_json)
        if not as_json:
            typer.echo(f"\n{words.intro}")

    return show


def _set(known: Mapping[str, Wording]) -> Callable[..., None]:
    def set_(
        context: typer.Context,
        webcast: Of,
        kind: Kind,
        language: Language = "sv",
        subject: Annotated[str | None, typer.Option(help="The subject.")] = None,
        intro: Annotated[str | None, typer.Option(help="What it begins with.")] = None,
        intro_file: Annotated[
            Path | None, typer.Option(help="The same, from a UTF-8 file.")
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Change what is given; the rest stays, and so does all that the mail lists and links."""
        hub, wording = hub_of(context), _of(known, kind, language)
        if intro_file is not None:
            intro = read_text(intro_file)
        with hub.writing() as db:
            found = get_webcast(db, webcast)
            now = mail_texts.words_for(db, found, kind, language, wording.words(language))
            words = Words(
                now.subject if subject is None else subject, now.intro if intro is None else intro
            )
            mail_texts.set_words(db, found, wording, language, words, hub.now())
        print_result(
            hub,
            {"webcast": webcast, "kind": kind, "language": language},
            "The mail {kind} of “{webcast}” has words of its own now ({language}).",
            as_json=as_json,
        )

    return set_


def _reset(known: Mapping[str, Wording]) -> Callable[..., None]:
    def reset(
        context: typer.Context,
        webcast: Of,
        kind: Kind,
        language: Language = "sv",
        as_json: AsJson = False,
    ) -> None:
        """Go back to the usual words."""
        hub = hub_of(context)
        _of(known, kind, language)
        with hub.writing() as db:
            mail_texts.reset_words(db, get_webcast(db, webcast), kind, language)
        print_result(
            hub,
            {"webcast": webcast, "kind": kind, "language": language},
            "The mail {kind} of “{webcast}” has the usual words ({language}).",
            as_json=as_json,
        )

    return reset
