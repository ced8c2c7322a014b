"""`mediahub mail`, as an operator uses it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.main import get_group

from mediahub import worker
from mediahub.cli import program
from mediahub.clock import utc_now
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.mail.commands import mail_commands
from mediahub.mail.outbox import NewMail, enqueue_mails
from mediahub.settings import Settings
from tests.cli_runner import CommandLine
from tests.mail_server import MailServer
from tests.mediahub.mail.conftest import SENDER, TEMPLATES, new_mail, only_mail
from tests.mediahub.mail.test_bounces import report


@pytest.fixture
def mail(mediahub: CommandLine, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """With a server, and with the template of the tests among the program's."""
    mediahub.environment |= {"MEDIAHUB_SMTP_URL": server.url, "MEDIAHUB_MAIL_FROM": SENDER}
    commands = get_group(mail_commands(TEMPLATES))
    monkeypatch.setitem(program.commands, "mail", commands)
    return mediahub


@pytest.fixture
def inside(mail: CommandLine) -> Iterator[Hub]:
    """The same installation from within, by the clock on the wall as the commands are."""
    settings = Settings(
        _env_file=None,
        data_dir=mail.data_dir,
        base_url="https://podd.example",
        secret_keys=("a key that is only good for tests",),
    )
    hub = build(settings, utc_now)
    connect(hub, worker.JOBS)
    with closing(hub), closing(hub.queue.storage):
        yield hub


def put(hub: Hub, *mails: NewMail) -> None:
    with hub.writing() as db:
        enqueue_mails(db, mails, hub.now())


def test_what_waits_is_listed_shown_and_sent(
    mail: CommandLine, inside: Hub, server: MailServer
) -> None:
    put(inside, new_mail())
    (row,) = mail.json("mail", "list", "--state", "queued", "--email", "person.1@boras.se")
    assert (row["template"], row["email"], row["attempts"]) == ("notice", "person.1@boras.se", 0)
    shown = mail.json("mail", "show", row["id"])
    assert (shown["subject"], shown["to"]) == ("Inspelningen är öppen", "Åsa 1 <person.1@boras.se>")
    assert shown["text"].startswith("Hej Åsa 1\n")
    ran = mail("mail", "send")
    assert (ran.out, ran.err) == ("1 mails sent, 0 failed, 0 withheld; 0 wait.\n", "")
    assert mail("mail", "show", row["id"], "--raw").out.encode() == server.received[0].data


def test_one_that_is_not_due_is_sent_when_it_is_named(
    mail: CommandLine, inside: Hub, server: MailServer
) -> None:
    later = utc_now().replace(year=2999)
    put(inside, new_mail(1, due_at=later), new_mail(2, due_at=later))
    assert mail.json("mail", "send")["waiting"] == 2
    (first, _) = mail.json("mail", "list", "--limit", "2")
    assert mail.json("mail", "send", first["id"])["sent"] == 1
    assert server.recipients == [first["email"]]


def test_what_failed_is_sent_after_all(mail: CommandLine, inside: Hub, server: MailServer) -> None:
    server.fail("RCPT", "550 5.1.1 No")
    put(inside, new_mail())
    assert mail.json("mail", "send")["failed"] == 1
    assert mail("mail", "retry", "--failed").out == "1 mails wait to be sent.\n"
    assert mail.json("mail", "send") == {"sent": 1, "failed": 0, "withheld": 0, "waiting": 0}
    ran = mail("mail", "retry", str(only_mail(inside).id))
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert mail("mail", "retry").code == 2


def test_a_mail_that_came_back_marks_its_address(
    mail: CommandLine, inside: Hub, tmp_path: Path
) -> None:
    put(inside, new_mail(1))
    mail("mail", "send")
    file = tmp_path / "report.eml"
    file.write_bytes(report(only_mail(inside), status="5.7.1"))
    assert mail("mail", "bounce", file).out.startswith("The mail to person.1@boras.se has failed, ")
    file.write_bytes(report(only_mail(inside), action="delayed"))
    assert mail("mail", "bounce", file).out.startswith("The report tells of no failure")
    file.write_bytes(report(only_mail(inside)))
    assert mail("mail", "bounce", file).out == (
        "person.1@boras.se gets no more mail: 5.1.1 smtp; 550 5.1.1 unknown user\n"
    )
    put(inside, new_mail(2, email="person.1@boras.se"))
    assert mail.json("mail", "send")["withheld"] == 1


def test_a_mail_that_is_not_there(mail: CommandLine) -> None:
    nobody = "00000000-0000-0000-0000-000000000007"
    ran = mail("mail", "show", nobody)
    assert (ran.code, ran.err) == (1, f"There is no mail with the id {nobody}.\n")
