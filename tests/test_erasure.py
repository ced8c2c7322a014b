"""Somebody who is everywhere is erased: no file and no table tells of them afterwards."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import URL, func, select
from sqlalchemy.orm import Session

from mediahub import worker
from mediahub.accounts import audit, users
from mediahub.accounts.audit import Decision
from mediahub.accounts.change_log import track_changes
from mediahub.accounts.login import sessions
from mediahub.accounts.login.rate_limit import begin_attempt
from mediahub.accounts.mails import send_link
from mediahub.accounts.models import AuditEntry, Role, User
from mediahub.db import Base
from mediahub.hub import Hub, build
from mediahub.jobs.queue import connect
from mediahub.mail.models import BouncedAddress, Mail, MailState
from mediahub.mail.outbox import NewMail, enqueue_mail
from mediahub.media import jobs as media_jobs
from mediahub.media.models import Purpose, UploadState
from mediahub.media.uploads import jobs
from mediahub.participants import privacy, registration_actions
from mediahub.participants.details import read_details
from mediahub.participants.lists.pending import find_harmless_lists
from mediahub.participants.members import add_member, revoke_member
from mediahub.participants.models import OptOut, Source, TransferRequest
from mediahub.participants.rate_limit import count_form
from mediahub.participants.registration import register
from mediahub.participants.service import get_participant
from mediahub.portal.link_recovery import send_again
from mediahub.recordings.models import Viewing
from mediahub.recordings.preconditions import CaptionException
from mediahub.recordings.retention import rules as recording_retention
from mediahub.recordings.user_removal import REMOVAL_STEPS
from mediahub.recordings.window_actions import _except
from mediahub.search.jobs import index_changes
from mediahub.sendouts.models import SendoutKind
from mediahub.sendouts.runner import begin
from mediahub.sendouts.service import plan_sendout
from mediahub.sendouts.staff.recipients import notify_staff
from mediahub.settings import Settings
from tests.conftest import NOON, Clock
from tests.factories import make_network, make_recording, make_user, make_webcast
from tests.mediahub.mailbox import send_all
from tests.mediahub.sending import make_upload
from tests.postgres import postgres_database
from tests.traces import in_database, in_folder, traces

NAME, EMAIL = "Åsa Örnfjäll-Qvist", "asa.ornfjall@frösåker.se"
SOUGHT = (NAME, EMAIL, "Örnfjäll", "ornfjall")
ASA = read_details(NAME, EMAIL, "Frösåkers kommun")
BO = read_details("Bo Alm", "bo.alm@frösåker.se", "Frösåkers kommun")
CAJ = read_details("Caj By", "caj.by@frösåker.se", "Frösåkers kommun")

# What these hold is made by staff and shown to everyone, is theirs, or a number; nobody is in them.
OF_STAFF = {
    "content_revision", "deletions", "episode_copies", "episode_credits", "episode_transcripts",
    "episodes", "mail_texts", "media_files", "network_documents", "newsletter_items", "newsletters",
    "networks", "organisations", "people", "programme_credits", "programme_points",
    "public_views", "publishing_orders", "removed_users", "recording_captions",
    "recording_documents", "recordings",
    "seasons", "sendouts", "series", "show_credits", "shows", "studio_sessions",
    "transcript_changes", "transcript_cues", "transcript_speakers", "transcripts", "user_shows",
    "users", "webcast_credits", "webcasts",
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def everywhere(request: pytest.FixtureRequest, settings: Settings, clock: Clock) -> Iterator[Hub]:
    """The hub on each database, as an entry point wires it."""
    if request.param == "sqlite":
        yield from _wired(request.getfixturevalue("hub"))
        return
    settings.make_data_dir()
    server: URL = request.getfixturevalue("postgres")
    with postgres_database(server, "erasure", request.getfixturevalue("postgres_template")) as url:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with closing(build(settings.model_copy(update={"database_url": address}), clock)) as hub:
            connect(hub, worker.JOBS)
            yield from _wired(hub)


def _wired(hub: Hub) -> Iterator[Hub]:
    index_changes(hub)
    track_changes(hub.writers, worker.TRACKED_MODELS)
    yield hub


def live(hub: Hub) -> None:
    """Åsa registers, waits, gives and is given seats, watches, is mailed, listed and mistyped."""
    with hub.writing() as db:
        db.info[audit.ADDRESS] = "192.0.2.1"
        _take_part(db)
        _be_listed(db, hub)
        secrets = hub.settings.secret_keys
        count_form(db, secrets, "192.0.2.1", EMAIL, NOON)
        begin_attempt(db, secrets, ASA.email, "192.0.2.1", NOON)
        send_again(db, secrets, ASA.email, "sv", NOON)
        later = NOON + timedelta(days=9)
        db.flush()
        person = get_participant(db, EMAIL)
        again = NewMail(key="x", template="links.again", email=EMAIL, name=NAME, due_at=later)
        enqueue_mail(db, again, NOON)
        db.add(BouncedAddress(email=ASA.email, status="5.1.1", at=NOON))
        db.add(OptOut(participant_id=person.id, kind="last_chance", at=NOON))
    with hub.writing() as db:
        db.delete(db.scalars(select(BouncedAddress)).one())
    send_all(hub)
    with hub.writing() as db:
        db.add(BouncedAddress(email=ASA.email, status="5.1.1", at=NOON))
        failed = db.scalars(select(Mail).where(Mail.email == ASA.email)).first()
        assert failed is not None
        failed.state, failed.answer = MailState.FAILED, f"550 5.1.1 <{ASA.email}> unknown"


def _take_part(db: Session) -> None:
    past = NOON - timedelta(days=1)
    told = make_webcast(db, starts_at=past - timedelta(hours=4), ends_at=past)
    held = register(db, told, ASA, Source.IMPORT, NOON)
    closes_at = NOON + timedelta(days=9)
    recording = make_recording(db, told, opens_at=past, closes_at=closes_at)
    db.add(Viewing(recording_id=recording.id, registration_id=held.id, opened_at=NOON))
    sendout = plan_sendout(db, told, SendoutKind.RECORDING_AVAILABLE, actor="x", now=NOON)
    begin(db, sendout, actor="x", language="sv", now=NOON)
    full = make_webcast(db, capacity=1)
    register(db, full, BO, Source.IMPORT, NOON)
    register(db, full, ASA, Source.IMPORT, NOON)
    for giver, taker in ((ASA, BO), (CAJ, ASA)):
        given = register(db, make_webcast(db), giver, Source.IMPORT, NOON)
        registration_actions.transfer(db, given, taker, actor="participant", now=NOON)
    for giver, to in ((ASA, "Eva Ek"), (CAJ, ASA.name)):
        asked = register(db, make_webcast(db), giver, Source.IMPORT, NOON)
        email = ASA.email if to == ASA.name else "eva.ek@example.se"
        db.add(TransferRequest(registration=asked, name=to, email=email, asked_at=NOON))
    cancelled = register(db, make_webcast(db), ASA, Source.COMMAND, NOON)
    registration_actions.cancel(db, cancelled, actor="command", now=NOON, reason="Förhinder")
    member = add_member(db, make_network(db), ASA, year=2026, actor="command", now=NOON)
    revoke_member(db, member, actor="command", now=NOON)


def _be_listed(db: Session, hub: Hub) -> None:
    user = make_user(db, Role.ADMINISTRATOR)
    book, sheet = Workbook(), BytesIO()
    book.worksheets[0].append(["Namn", "E-post"])
    book.create_sheet().append([NAME, EMAIL])
    book.save(sheet)
    line = f"Namn;E-post\r\n{NAME};{EMAIL}\r\n"
    for data in (line.encode(), line.encode("utf-16"), sheet.getvalue()):
        make_upload(db, user, hub.store, data, filename="lista", purpose=Purpose.FILE)
    name = f"Anmälan {NAME}.csv"
    make_upload(db, user, hub.store, b"-", filename=name, purpose=Purpose.FILE)
    key = "uploads/x/lista.csv"
    store_id = hub.store.begin(key, "text/csv")
    hub.store.put_part(key, store_id, 1, line.encode())
    sending: dict[str, Any] = {"key": key, "store_id": store_id, "state": UploadState.SENDING}
    make_upload(db, user, filename="lista.csv", purpose=Purpose.FILE, **sending)


def work(hub: Hub) -> None:
    """All that waits in the queue."""
    while (task := hub.queue.dequeue()) is not None:
        hub.queue.execute(task)


def found(hub: Hub) -> dict[str, list[str]]:
    """Where Åsa still is."""
    return in_folder(hub.settings.data_dir, SOUGHT) | in_database(hub.engine, SOUGHT)


def test_every_table_is_thought_of(everywhere: Hub) -> None:
    """A new table stands in the list, or somebody who is erased has been in it before."""
    live(everywhere)
    assert set(Base.metadata.tables) >= OF_STAFF
    with everywhere.reading() as db:
        for name, table in Base.metadata.tables.items():
            count = db.scalar(select(func.count()).select_from(table))
            assert name in OF_STAFF or count, f"nobody who is erased has been in {name}"


def erase(hub: Hub) -> None:
    """On request."""
    with hub.writing() as db:
        person = get_participant(db, EMAIL)
        harmless = find_harmless_lists(db, hub.store, person)
        privacy.erase(
            db, person, actor="command", now=NOON, reason="Begäran", harmless_lists=harmless
        )


def let_time_pass(hub: Hub) -> None:
    """Long enough for all that is about participants, and for lists that nobody has imported."""
    assert isinstance(hub.now, Clock)
    hub.now.advance(timedelta(days=600))
    recording_retention.purge(hub)
    jobs.sweep(hub)
    media_jobs.sweep(hub)


@pytest.mark.parametrize("remove", [erase, let_time_pass])
def test_nothing_is_left(
    everywhere: Hub, remove: Callable[[Hub], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    live(everywhere)
    before = found(everywhere)
    places = {name.partition("/")[0] for name in before}
    assert {"outbox", "media", "mails", "mail_messages", "participants", "uploads"} <= places
    if everywhere.engine.dialect.name == "sqlite":
        assert {"mediahub.sqlite3", "mediahub.sqlite3-wal"} & places
    with everywhere.reading() as db:
        ids = set(db.scalars(select(AuditEntry.id)))
    remove(everywhere)
    work(everywhere)
    assert found(everywhere) == {}
    assert traces(caplog.text.encode(), SOUGHT) == []
    with everywhere.reading() as db:
        assert ids < set(db.scalars(select(AuditEntry.id)))
        if remove is erase:
            assert BO.email in db.scalars(select(Mail.email)).all()


def serve_and_leave(hub: Hub) -> User:
    """Åsa is invited, signs in, is mailed, sends files, makes an exception, and is mistyped."""
    with hub.writing() as db:
        user = users.add_user(db, EMAIL, NAME, Role.ADMINISTRATOR, actor="command", now=NOON)
        db.info[audit.ADDRESS] = "192.0.2.1"
        user.password_hash = "x"
        users.add_user(db, BO.email, BO.name, Role.ADMINISTRATOR, actor=str(user.id), now=NOON)
        send_link(db, hub.settings, user, NOON)
        sessions.begin(db, user, NOON, address="192.0.2.1", user_agent="Firefox/1")
        begin_attempt(db, hub.settings.secret_keys, EMAIL, "192.0.2.1", NOON)
        recording = make_recording(db, make_webcast(db))
        exception = CaptionException(NAME, "Brådskar")
        _except(db, recording, exception, Decision(actor=str(user.id), now=NOON, reason="x"))
        for name in (f"{NAME}.mp3", "lista.csv"):
            make_upload(db, user, hub.store, NAME.encode(), filename=name)
        db.add(BouncedAddress(email=user.email, status="5.1.1", at=NOON))
        register(db, make_webcast(db), CAJ, Source.IMPORT, NOON)
    assert isinstance(hub.now, Clock)
    hub.now.now = datetime(2026, 3, 9, 8, tzinfo=UTC)  # a Monday
    notify_staff(hub)
    with hub.writing() as db:
        db.delete(db.scalars(select(BouncedAddress)).one())
    send_all(hub)
    return user


def test_nothing_is_left_of_a_user(everywhere: Hub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    user = serve_and_leave(everywhere)
    places = {name.partition("/")[0] for name in found(everywhere)}
    assert {"outbox", "media", "users", "recordings", "uploads", "mail_messages"} <= places
    with everywhere.writing() as db:
        users.remove(db, db.get_one(User, user.id), actor="x", now=NOON, forgetting=REMOVAL_STEPS)
    work(everywhere)
    with everywhere.reading() as db:
        db.connection()
    assert found(everywhere) == {}
    assert traces(caplog.text.encode(), SOUGHT) == []
    with everywhere.reading() as db:
        assert str(user.id) in db.scalars(select(AuditEntry.actor)).all()
        assert CAJ.email in db.scalars(select(Mail.email)).all()
