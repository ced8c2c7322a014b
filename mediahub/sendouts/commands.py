"""`mediahub sendout`: what would go to whom and when, a test to oneself, and what came of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from mediahub.accounts.audit import COMMAND
from mediahub.clock import parse_instant
from mediahub.errors import NotFound
from mediahub.hub import Hub
from mediahub.i18n import translations
from mediahub.mail.addresses import read_address
from mediahub.mail.templates import Rendered
from mediahub.sendouts import service
from mediahub.sendouts.link_opens import links_opened
from mediahub.sendouts.models import Sendout, SendoutKind
from mediahub.sendouts.preview import preview, send_test
from mediahub.sendouts.recipients import Recipient, count_stopped, new_recipients, one_each
from mediahub.sendouts.reports import counted, sendout_status
from mediahub.sendouts.runner import begin
from mediahub.terminal import AsJson, hub_of, print_facts, print_json, print_result, print_table
from mediahub.webcasts.service import get_webcast

commands = typer.Typer(no_args_is_help=True, help="Mail to everyone who may watch a recording.")

Of = Annotated[str, typer.Option("--webcast", help="The webcast's slug.")]
Kind = Annotated[SendoutKind, typer.Option(help="That it can be watched, or that it soon closes.")]
_AVAILABLE = SendoutKind.RECORDING_AVAILABLE


@commands.command("plan")
def plan(
    context: typer.Context,
    webcast: Of,
    kind: Kind = _AVAILABLE,
    at: Annotated[str | None, typer.Option(help="When it is to begin: 2024-09-12T08:00.")] = None,
    addresses: Annotated[bool, typer.Option("--addresses", help="Also who.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how many get it, when, and the mail of one of them; with --at, give it another time."""
    hub = hub_of(context)
    with hub.writing() as db:
        sendout = _sendout(hub, db, webcast, kind)
        if at is not None:
            service.schedule(db, sendout, parse_instant(at), actor=COMMAND, now=hub.now())
        facts, text = _plan(hub, db, sendout, with_addresses=addresses)
    if as_json:
        print_json(facts | {"text": text})
        return
    groups = [facts.pop(name) for name in ("by_organisation", "addresses") if name in facts]
    print_facts(hub, facts, as_json=False)
    for rows in groups:
        typer.echo("")
        print_table(hub, rows, as_json=False)
    typer.echo(f"\n{text}")


@commands.command("test")
def try_(
    context: typer.Context,
    webcast: Of,
    to: Annotated[str, typer.Option(help="Your own address.")],
    kind: Kind = _AVAILABLE,
    as_json: AsJson = False,
) -> None:
    """Send the mail to yourself, marked as a test; its link opens nothing."""
    hub = hub_of(context)
    email = read_address(to)
    with hub.writing() as db:
        sendout = _sendout(hub, db, webcast, kind)
        send_test(db, sendout, email, language=hub.settings.language, now=hub.now())
    facts = {"webcast": webcast, "kind": kind, "email": email}
    print_result(hub, facts, "A test is on its way to {email}.", as_json=as_json)


@commands.command("start")
def start(
    context: typer.Context, webcast: Of, kind: Kind = _AVAILABLE, as_json: AsJson = False
) -> None:
    """Begin now, whatever the hour, or go on after a pause or a cancellation."""
    hub = hub_of(context)
    with hub.writing() as db:
        sendout = _sendout(hub, db, webcast, kind)
        begin(db, sendout, actor=COMMAND, language=hub.settings.language, now=hub.now())
        facts = counted(db, sendout).as_dict()
    print_result(
        hub,
        {"webcast": webcast, "kind": kind, **facts},
        "The send-out is on its way: {waiting} mails wait to be sent, {sent} are sent.",
        as_json=as_json,
    )


@commands.command("pause")
def pause(
    context: typer.Context, webcast: Of, kind: Kind = _AVAILABLE, as_json: AsJson = False
) -> None:
    """Send nothing more until “start”; what is being sent at this moment goes."""
    _stop(context, webcast, kind, service.pause, as_json=as_json)


@commands.command("cancel")
def cancel(
    context: typer.Context, webcast: Of, kind: Kind = _AVAILABLE, as_json: AsJson = False
) -> None:
    """Send nothing more, nor to those who come later; what is being sent at this moment goes."""
    _stop(context, webcast, kind, service.cancel, as_json=as_json)


def _stop(
    context: typer.Context,
    webcast: str,
    kind: SendoutKind,
    change: Callable[..., int],
    *,
    as_json: bool,
) -> None:
    hub = hub_of(context)
    with hub.writing() as db:
        sendout = _sendout(hub, db, webcast, kind)
        change(db, sendout, actor=COMMAND, now=hub.now(), language=hub.settings.language)
        facts = counted(db, sendout).as_dict()
    print_result(
        hub,
        {"webcast": webcast, "kind": kind, **facts},
        "The send-out is stopped: {withheld} mails are withheld, {sent} are sent.",
        as_json=as_json,
    )


@commands.command("report")
def report(
    context: typer.Context, webcast: Of, kind: Kind = _AVAILABLE, as_json: AsJson = False
) -> None:
    """Tell what became of the mails, and how many have opened their link and pressed play."""
    hub = hub_of(context)
    with hub.reading() as db:
        found = get_webcast(db, webcast)
        sendout = service.find_sendout(db, found, kind)
        if sendout is None:
            raise NotFound("Nothing has been planned for “{title}” yet.", title=found.title)
        facts = {
            "webcast": webcast,
            "kind": kind,
            **_state(hub, db, sendout),
            **counted(db, sendout).as_dict(),
            "opened": links_opened(db, sendout),
        }
        facts["reasons"] = _reasons(db, sendout)
    rows = [] if as_json else facts.pop("reasons")
    print_facts(hub, facts, as_json=as_json)
    if rows:
        typer.echo("")
        print_table(hub, rows, as_json=False)


def _sendout(hub: Hub, db: Session, slug: str, kind: SendoutKind) -> Sendout:
    webcast = get_webcast(db, slug)
    return service.plan_sendout(db, webcast, kind, actor=COMMAND, now=hub.now())


def _state(hub: Hub, db: Session, sendout: Sendout) -> dict[str, Any]:
    found = sendout_status(db, sendout, hub.now())
    gettext = translations(hub.settings.language).gettext
    return {
        "state": sendout.state,
        "begins_at": found.begins_at,
        "obstacle": found.obstacle and gettext(found.obstacle),
    }


def _reasons(db: Session, sendout: Sendout) -> list[dict[str, Any]]:
    return [
        {"state": state, "mails": number, "reason": reason}
        for state, reason, number in service.reasons(db, sendout)
    ]


def _plan(
    hub: Hub, db: Session, sendout: Sendout, *, with_addresses: bool
) -> tuple[dict[str, Any], str]:
    to_come = one_each(new_recipients(db, sendout, hub.now()))
    rendered = _preview(hub, db, sendout, to_come)
    facts: dict[str, Any] = {
        "webcast": sendout.webcast.slug,
        "kind": sendout.kind,
        **_state(hub, db, sendout),
        "recipients": len(to_come),
        **{f"by_{kind}": number for kind, number in _by_kind(to_come).items()},
        "stopped": count_stopped(db, sendout.webcast),
        **counted(db, sendout).as_dict(),
        "subject": rendered and rendered.subject,
        "by_organisation": _by_organisation(to_come),
    }
    if with_addresses:
        facts["addresses"] = [{"email": one.email, "name": one.name} for one in to_come]
    return facts, rendered.text if rendered else ""


def _by_kind(found: Sequence[Recipient]) -> dict[str, int]:
    counted = Counter(one.by for one in found)
    return {kind: counted[kind] for kind in ("webcast", "series", "network")}


def _by_organisation(found: Sequence[Recipient]) -> list[dict[str, Any]]:
    counted = Counter(one.organisation or "–" for one in found)
    return [{"organisation": name, "recipients": number} for name, number in counted.most_common()]


def _preview(
    hub: Hub, db: Session, sendout: Sendout, to_come: Sequence[Recipient]
) -> Rendered | None:
    """The mail of the first of them."""
    if not to_come:
        return None
    webcast, kind, language = sendout.webcast, sendout.kind, hub.settings.language
    return preview(hub, db, webcast, kind, language=language, recipient=to_come[0])
