"""Five thousand personal mails, beside a loop of smtplib; workers killed; a site that answers."""

import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediahub.hub import Hub
from mediahub.mail.delivery import deliver_due
from mediahub.mail.models import Mail, MailMessage, MailState
from mediahub.mail.outbox import NewMail, count, enqueue_mails
from mediahub.mail.templates import (
    Block,
    Button,
    Facts,
    Links,
    Paragraph,
    Rendered,
    Template,
    Templates,
    compose,
)
from mediahub.signatures import sign
from tests.bench.result import Promise, Result
from tests.bench.site import open_hub
from tests.bench.waiting import waits_while_sending
from tests.conftest import Clock
from tests.mediahub.mail.test_killing import kill
from tests.mediahub.sendouts.test_morning import morning

MAILS, QUICK_MAILS = 5_000, 500
REGISTERED, QUICK_REGISTERED = 300, 30
MOST_PAGE_MS = Promise("≤", 200)
SENDING = Promise("≥", 0.5)
ENQUEUEING = Promise("≤", 3)

_REPOSITORY = Path(__file__).parent.parent.parent


def measure(folder: Path, *, quick: bool) -> Iterator[Result]:
    """Mails a second, with rendering, claims and commits; and seconds to put them all in."""
    mails = QUICK_MAILS if quick else MAILS
    with _sink() as port, open_hub(folder / "data") as bare:
        settings = bare.settings.model_copy(
            update={
                "smtp_url": f"smtp://127.0.0.1:{port}?starttls=never",
                "mail_from": "MediaHub på SKR <podd@example.se>",
                "mail_per_minute": 1_000_000,
                "mail_per_domain": 1_000_000,
            }
        )
        hub = replace(bare, settings=settings)
        enqueueing = _enqueue(hub, mails)
        ours = _send(hub, mails)
        theirs = _send_bare(hub, port)
    name = f"{mails} personal mails"
    yield Result(
        f"send {name}, beside bare smtplib", "mails/s", mails / ours, mails / theirs, SENDING
    )
    yield Result(f"enqueue {name}", "s", enqueueing, None, ENQUEUEING)
    mails, kills = (QUICK_MAILS, 50) if quick else (1_000, 100)
    with open_hub(folder / "killed") as hub:
        doubled = sum(kill(hub, mails, kills).values()) - mails
    name = f"{mails} mails over {kills} kills, none lost, doubled"
    yield Result(name, "", doubled, None, Promise("≤", kills))
    yield from _mornings(folder, quick=quick)


def _mornings(folder: Path, *, quick: bool) -> Iterator[Result]:
    """Those who registered get one mail each, and the site answers while many are sent."""
    registered, kills = (QUICK_REGISTERED, 3) if quick else (REGISTERED, 10)
    clock = Clock()
    with open_hub(folder / "morning", clock) as hub:
        doubled = morning(hub, clock, registered, kills)
    name = f"{registered} registered, one mail each whose link plays, over {kills} kills, doubled"
    yield Result(name, "", doubled, None, Promise("≤", kills))
    mails = QUICK_MAILS if quick else MAILS
    with _sink() as port, open_hub(folder / "site") as hub:
        waits = waits_while_sending(hub, port, mails)
    name = f"p95 of a page while {mails} mails are sent"
    yield Result(name, "ms", quantiles(waits, n=20)[-1], None, MOST_PAGE_MS)


def _enqueue(hub: Hub, mails: int) -> float:
    start = perf_counter()
    with hub.writing() as db:
        enqueue_mails(db, (_new(number) for number in range(mails)), hub.now())
    return perf_counter() - start


def _new(number: int) -> NewMail:
    return NewMail(
        key=f"recording:{number}",
        template="recording",
        email=f"deltagare.{number}@kommun{number % 290}.se",
        name=f"Åsa Öberg {number}",
        data={"registration": number, "title": "Medborgardialog som ett systematiskt arbetssätt"},
        batch="recording",
        is_bulk=True,
    )


def _render(hub: Hub, _: Session, mail: Mail) -> Rendered:
    origin, number = hub.settings.origin, str(mail.data["registration"])
    link = f"{origin}/inspelning/{sign(hub.settings.secret_keys, 'participant', number)}"
    blocks: list[Block] = [
        Paragraph(f"Hej {mail.name}!"),
        Paragraph(f"Inspelningen av ”{mail.data['title']}” är öppen för dig i fjorton dagar."),
        Button("Se inspelningen", link),
        Facts([("Öppen t.o.m.", "onsdag 25 september 2024 kl. 12.00"), ("Längd", "2 tim 54 min")]),
        Links([("Dokumentation (PDF, 1,2 MB)", f"{origin}/webbsandningar/medborgardialog")]),
        Paragraph("Länken är din egen. Fungerar den inte, svara på det här mejlet."),
    ]
    return compose(hub, mail, "Inspelningen är öppen till 25 september", blocks)


def _send(hub: Hub, mails: int) -> float:
    templates = Templates([Template("recording", _render)])
    start = perf_counter()
    while deliver_due(hub, templates):
        pass
    taken = perf_counter() - start
    with hub.reading() as db:
        assert count(db)[MailState.SENT] == mails
    return taken


def _send_bare(hub: Hub, port: int) -> float:
    with hub.reading() as db:
        letters = db.execute(
            select(Mail.email, MailMessage.message).join(MailMessage, MailMessage.id == Mail.id)
        ).all()
    start = perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="podd.example") as server:
        for email, message in letters:
            server.sendmail("podd@example.se", email, message)
    return perf_counter() - start


@contextmanager
def _sink() -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.mail_sink"],
        env={**os.environ, "PYTHONPATH": str(_REPOSITORY)},
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=30)
