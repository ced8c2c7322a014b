"""`mediahub mail`: what was sent and what waits, sending it now, and mails that came back."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Annotated, Any
from uuid import UUID

import typer

from mediahub.hub import Hub
from mediahub.mail import outbox
from mediahub.mail.bounces import take_report
from mediahub.mail.builder import Made, make
from mediahub.mail.delivery import deliver_due
from mediahub.mail.models import ENDED, WAITING, Mail, MailState
from mediahub.mail.templates import Templates
from mediahub.terminal import AsJson, hub_of, print_facts, print_result, print_table, say

MailId = Annotated[UUID, typer.Argument(metavar="ID", help="As “mail list” shows it.")]


def mail_commands(templates: Templates) -> typer.Typer:
    """The commands; those that make mails do it with these templates."""
    commands = typer.Typer(no_args_is_help=True, help="The outbox: mail to participants and staff.")
    commands.command("list")(list_)
    commands.command("show")(_show(templates))
    commands.command("send")(_send(templates))
    commands.command("retry")(retry)
    commands.command("bounce")(bounce)
    return commands


def list_(
    context: typer.Context,
    state: Annotated[MailState | None, typer.Option(help="Only those in this state.")] = None,
    email: Annotated[str | None, typer.Option(help="Only those to this address.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List the newest mails."""
    hub = hub_of(context)
    with hub.reading() as db:
        rows = [_row(mail) for mail in outbox.list_mails(db, state=state, email=email, limit=limit)]
    print_table(hub, rows, as_json=as_json)


def _row(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "state": mail.state.value,
        "template": mail.template,
        "email": mail.email,
        "due_at": mail.due_at,
        "attempts": mail.attempts,
        "answer": mail.answer,
    }


def _show(templates: Templates) -> Callable[..., None]:
    def show(
        context: typer.Context,
        mail_id: MailId,
        raw: Annotated[bool, typer.Option("--raw", help="The bytes, as they were sent.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Show a mail as it was sent, or one that waits as it would be sent now."""
        hub = hub_of(context)
        with hub.reading() as db:
            mail = outbox.get_mail(db, mail_id)
            stored = outbox.message_of(db, mail)
        # In a transaction of its own, which a mail that cannot be made may spoil.
        made = None if stored or mail.purged_at else _preview(hub, templates, mail)
        message = stored or (made.message if made else None) or b""
        if raw and not as_json:
            typer.echo(message.decode("ascii"), nl=False)
            return
        facts = {**_row(mail), **_letter(message)}
        facts["answer"] = facts["answer"] or (made.problem if made else None)
        text = facts.pop("text") if not as_json else None
        print_facts(hub, facts, as_json=as_json)
        if text is not None:
            typer.echo(f"\n{text}")

    return show


def _preview(hub: Hub, templates: Templates, mail: Mail) -> Made:
    """What it would be sent as now."""
    with hub.reading() as db:
        return make(hub, templates, db, mail)


def _letter(message: bytes) -> dict[str, Any]:
    read = message_from_bytes(message, policy=policy.default)
    assert isinstance(read, EmailMessage)
    body = read.get_body(("plain",))
    names = {"from": "From", "to": "To", "subject": "Subject", "message_id": "Message-ID"}
    headers = {name: str(read[header]) if read[header] else None for name, header in names.items()}
    files = [part.get_filename() for part in read.iter_attachments()] if message else []
    text = body.get_content().replace("\r\n", "\n") if message and body is not None else ""
    return {**headers, "attachments": ", ".join(filter(None, files)), "text": text}


def _send(templates: Templates) -> Callable[..., None]:
    def send(
        context: typer.Context,
        mail_id: Annotated[
            UUID | None, typer.Argument(metavar="[ID]", help="Also this one, due or not.")
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Send what is due, here and now, as the worker does."""
        hub = hub_of(context)
        with hub.writing() as db:
            if mail_id is not None:
                outbox.send_now(outbox.get_mail(db, mail_id), hub.now())
            before = outbox.count(db)
        while deliver_due(hub, templates):
            pass
        with hub.reading() as db:
            after = outbox.count(db)
        facts: dict[str, Any] = {state.value: after[state] - before[state] for state in ENDED}
        facts["waiting"] = sum(after[state] for state in WAITING)
        print_result(
            hub,
            facts,
            "{sent} mails sent, {failed} failed, {withheld} withheld; {waiting} wait.",
            as_json=as_json,
        )

    return send


def retry(
    context: typer.Context,
    mail_id: Annotated[UUID | None, typer.Argument(metavar="[ID]", help="Which one.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Every one that failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let mails that failed or were withheld be sent after all, also to marked addresses."""
    hub = hub_of(context)
    if (mail_id is None) is not failed:
        raise typer.BadParameter("Give an ID, or --failed.")
    with hub.writing() as db:
        mails = [outbox.get_mail(db, mail_id)] if mail_id else outbox.failed_mails(db)
        for mail in mails:
            outbox.retry(db, mail, hub.now())
    print_result(hub, {"mails": len(mails)}, "{mails} mails wait to be sent.", as_json=as_json)


def bounce(
    context: typer.Context,
    file: Annotated[typer.FileBinaryRead, typer.Argument(help="The report; - for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Take in the report of a mail that came back, and send its address no more."""
    hub = hub_of(context)
    data = file.read()
    with hub.writing() as db:
        taken = take_report(db, data, hub.now())
        facts = {**_row(taken.mail), "is_marked": taken.is_marked}
    if as_json or taken.is_marked:
        print_result(hub, facts, "{email} gets no more mail: {answer}", as_json=as_json)
    elif taken.is_failure:
        say(hub, "The mail to {email} has failed, the address stays: {answer}", **facts)
    else:
        say(hub, "The report tells of no failure; nothing was changed.")
