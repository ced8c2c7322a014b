"""`mediahub participant`: registrations one by one, and what the GDPR asks for."""

from functools import partial
from typing import Annotated, Any

import typer

from mediahub.accounts.audit import COMMAND, Decision
from mediahub.mail.cleanup import clear
from mediahub.participants import privacy, registration_actions
from mediahub.participants.cli import list_commands
from mediahub.participants.cli.options import (
    Email,
    Language,
    Name,
    Organisation,
    Reason,
    TargetOptions,
    read_target,
)
from mediahub.participants.corrections import correct_participant
from mediahub.participants.details import read_details
from mediahub.participants.links import link_to_give
from mediahub.participants.lists.pending import find_harmless_lists
from mediahub.participants.mail.switch import resume_mails, stop_mails
from mediahub.participants.models import Registration, RegistrationState
from mediahub.participants.registration import add_by_hand
from mediahub.participants.service import (
    ALIVE,
    get_registration,
    list_registrations,
    target_of,
)
from mediahub.participants.shown_links import shown_link
from mediahub.terminal import AsJson, hub_of, print_link, print_result, print_table, with_options

commands = typer.Typer(no_args_is_help=True, help="Participants of webcasts and series.")
commands.command("import")(list_commands.import_)
commands.command("export")(list_commands.export)
commands.command("links")(list_commands.links)


@commands.command("add")
@with_options(TargetOptions)
def add(
    context: typer.Context,
    options: TargetOptions,
    name: Name,
    email: Email,
    organisation: Organisation = None,
    language: Annotated[
        Language, typer.Option("--language", help="What mail to them is written in.")
    ] = Language.SV,
    notify: Annotated[
        bool,
        typer.Option("--notify/--no-notify", help="Mail them now that they are registered."),
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Register somebody; whoever is registered already stays so."""
    hub = hub_of(context)
    details = read_details(name, email, organisation)
    with hub.writing() as db:
        held, _ = add_by_hand(
            db,
            read_target(db, options),
            details,
            hub.now(),
            actor=COMMAND,
            language=language,
            with_confirmation=notify,
        )
        result = _facts(held)
    if result["state"] == RegistrationState.ACTIVE:
        print_result(hub, result, "{name} has a seat at “{title}”.", as_json=as_json)
    else:
        print_result(hub, result, "{name} is on the waiting list of “{title}”.", as_json=as_json)


@commands.command("list")
@with_options(TargetOptions)
def list_(
    context: typer.Context,
    options: TargetOptions,
    all_states: Annotated[
        bool, typer.Option("--all", help="Also those who cancelled or gave their seat away.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List those who have a seat or wait for one, in the order they came."""
    hub = hub_of(context)
    with hub.reading() as db:
        states = tuple(RegistrationState) if all_states else ALIVE
        held = list_registrations(db, read_target(db, options), states)
        rows = [_facts(registration) for registration in held]
    for row in rows:
        del row["title"]
    print_table(hub, rows, as_json=as_json)


@commands.command("link")
@with_options(TargetOptions)
def link(
    context: typer.Context, options: TargetOptions, email: Email, as_json: AsJson = False
) -> None:
    """Print the personal link; that it was looked at is noted."""
    hub = hub_of(context)
    with hub.writing() as db:
        held = get_registration(db, read_target(db, options), email)
        url = shown_link(db, hub.settings, held, actor=COMMAND, now=hub.now())
    print_link(url, as_json=as_json)


@commands.command("cancel")
@with_options(TargetOptions)
def cancel(
    context: typer.Context,
    options: TargetOptions,
    email: Email,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Take the seat back; whoever has waited longest is offered it."""
    hub = hub_of(context)
    with hub.writing() as db:
        held = get_registration(db, read_target(db, options), email)
        registration_actions.cancel(db, held, actor=COMMAND, now=hub.now(), reason=reason)
        result = _facts(held)
    print_result(hub, result, "{name} has no seat at “{title}” any more.", as_json=as_json)


@commands.command("seat")
@with_options(TargetOptions)
def seat(
    context: typer.Context,
    options: TargetOptions,
    email: Email,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Give one who waits a seat without asking them, also out of turn and above the capacity."""
    hub = hub_of(context)
    with hub.writing() as db:
        held = get_registration(db, read_target(db, options), email)
        registration_actions.seat(db, held, actor=COMMAND, now=hub.now(), reason=reason)
        result = _facts(held)
    print_result(hub, result, "{name} has a seat at “{title}”.", as_json=as_json)


@commands.command("revoke")
@with_options(TargetOptions)
def revoke(
    context: typer.Context,
    options: TargetOptions,
    email: Email,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Kill every link that the person was given; the seat stays."""
    hub = hub_of(context)
    with hub.writing() as db:
        held = get_registration(db, read_target(db, options), email)
        registration_actions.revoke(db, held, actor=COMMAND, now=hub.now(), reason=reason)
        result = _facts(held)
    print_result(hub, result, "Every link that {name} was given is dead.", as_json=as_json)


@commands.command("reissue")
@with_options(TargetOptions)
def reissue(
    context: typer.Context,
    options: TargetOptions,
    email: Email,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Kill every link that the person was given; print a new one, and mail it to them."""
    hub = hub_of(context)
    with hub.writing() as db:
        held = get_registration(db, read_target(db, options), email)
        registration_actions.reissue(db, held, actor=COMMAND, now=hub.now(), reason=reason)
        url = link_to_give(hub.settings, held)
    print_link(url, as_json=as_json)


@commands.command("mails")
@with_options(TargetOptions)
def mails(
    context: typer.Context,
    options: TargetOptions,
    email: Email,
    on: Annotated[bool, typer.Option("--on/--off", help="Let them go, or stop them.")],
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Stop what is mailed to somebody but what they have to act on, or let it go again."""
    hub = hub_of(context)
    change = resume_mails if on else partial(stop_mails, language=hub.settings.language)
    with hub.writing() as db:
        held = get_registration(db, read_target(db, options), email)
        change(db, held, actor=COMMAND, now=hub.now(), reason=reason)
        result = _facts(held)
    sentence = "Mails go to {name}." if on else "Mails to {name} are stopped."
    print_result(hub, result, sentence, as_json=as_json)


@commands.command("correct")
@with_options(TargetOptions)
def correct(
    context: typer.Context,
    options: TargetOptions,
    email: Email,
    new_name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    new_email: Annotated[str | None, typer.Option(help="Another address.")] = None,
    new_organisation: Annotated[str | None, typer.Option(help="Another organisation.")] = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Correct name, address and organisation everywhere, and mail the person so; links stay."""
    hub = hub_of(context)
    with hub.writing() as db:
        held = get_registration(db, read_target(db, options), email)
        person = held.participant
        details = read_details(
            new_name or person.name,
            new_email or person.email,
            person.organisation if new_organisation is None else new_organisation,
        )
        correct_participant(db, held, details, Decision(COMMAND, hub.now(), reason))
        result = _facts(held)
    print_result(hub, result, "Corrected: {name}, {email}.", as_json=as_json)


@commands.command("transfer")
@with_options(TargetOptions)
def transfer(
    context: typer.Context,
    options: TargetOptions,
    email: Email,
    to_name: Annotated[str, typer.Option(help="Who takes over.")],
    to_email: Annotated[str, typer.Option(help="Their e-mail address.")],
    to_organisation: Annotated[str | None, typer.Option(help="Their organisation.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Although it is another organisation.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Give the seat to another person of the same organisation; the old link is dead at once."""
    hub = hub_of(context)
    details = read_details(to_name, to_email, to_organisation)
    with hub.writing() as db:
        held = get_registration(db, read_target(db, options), email)
        taken_over = registration_actions.transfer(
            db, held, details, actor=COMMAND, now=hub.now(), is_forced=force
        )
        result = _facts(taken_over)
    print_result(hub, result, "{name} has taken over at “{title}”.", as_json=as_json)


@commands.command("erase")
def erase(
    context: typer.Context, email: Email, reason: Reason = None, as_json: AsJson = False
) -> None:
    """Remove a person and everything that is held about them, for good."""
    hub = hub_of(context)
    with hub.reading() as db:
        harmless = find_harmless_lists(db, hub.store, privacy.get_person(db, email))
    with hub.writing() as db:
        person, now = privacy.get_person(db, email), hub.now()
        count = privacy.erase(
            db, person, actor=COMMAND, now=now, reason=reason, harmless_lists=harmless
        )
    clear(hub)  # here and now: there may be no worker
    result = {"email": email, "registrations": count}
    sentence = "“{email}” is removed, and so are the registrations: {registrations}."
    print_result(hub, result, sentence, as_json=as_json)


def _facts(held: Registration) -> dict[str, Any]:
    return {
        "name": held.participant.name,
        "email": held.participant.email,
        "organisation": held.participant.organisation,
        "title": target_of(held).title,
        "state": held.state.value,
        "place": held.queue_position,
        "offered_until": held.offered_until,
        "source": held.source.value,
        "created_at": held.created_at,
    }
