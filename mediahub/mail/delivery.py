"""One turn of sending: make what is due, claim it, hand it over, and write down what came of it.

A mail is claimed together with the bytes that it is sent as, some at a time, and settled alone:
of a worker that is killed, only the one mail in its hand can come twice, as the same bytes.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from time import monotonic
from typing import Self

from sqlalchemy.orm import Session

from mediahub.errors import Conflict
from mediahub.hub import Hub
from mediahub.i18n import translations
from mediahub.mail import claims
from mediahub.mail.builder import Made, host_of, make, message_id
from mediahub.mail.claims import Claimed
from mediahub.mail.folder_transport import Folder
from mediahub.mail.models import Mail
from mediahub.mail.outbox import message_of
from mediahub.mail.rate_limit import allowance, lock
from mediahub.mail.smtp_transport import Smtp
from mediahub.mail.templates import Templates
from mediahub.mail.transport import Envelope, Rejected, Transport, TransportUnavailable
from mediahub.settings import Settings, SmtpServer

log = logging.getLogger(__name__)

TURN_SECONDS = 10.0
"""How long a turn may last before other jobs get theirs; the mail in hand is finished."""
BATCH = 50
"""How many mails are claimed in one transaction: what a death may hold up for ten minutes."""


def deliver_due(hub: Hub, templates: Templates, seconds: float = TURN_SECONDS) -> bool:
    """Send what is due for about so long; whether there was more that could be sent now."""
    until = monotonic() + seconds
    _requeue_stuck(hub)
    with closing(open_transport(hub.settings)) as transport:
        try:
            while monotonic() < until:
                due = _due(hub)
                if not due:
                    return False
                transport.connect()
                _deliver(hub, transport, _prepare(hub, templates, due), until)
        except TransportUnavailable as loss:
            log.warning("the mail server does not take mail now: %s", loss.answer[:3])
            return False
    return True


def open_transport(settings: Settings) -> Transport:
    """The mail server of the settings, not connected yet, or the folder where none is set."""
    server = settings.smtp
    if server is None:
        return Folder(settings.outbox_dir)
    return Smtp(server, settings.sender[1], host_of(settings))


def check_server(settings: Settings) -> SmtpServer:
    """Ask the mail server whether it would take mail of ours; Conflict, with what it said, if not.

    It connects, greets, logs in where there is a login, names our sender, and quits.
    """
    server = settings.smtp
    assert server is not None
    with closing(Smtp(server, settings.sender[1], host_of(settings))) as smtp:
        try:
            smtp.check()
        except (TransportUnavailable, Rejected) as error:
            raise Conflict(
                "The mail server {host}:{port} does not take mail: {reason}",
                host=server.host,
                port=str(server.port),
                reason=error.answer,
            ) from error
    return server


def _requeue_stuck(hub: Hub) -> None:
    with hub.reading() as db:
        is_any = claims.is_any_stuck(db, hub.now())
    if is_any:
        with hub.writing() as db:
            log.warning(
                "%d mails were on their way for too long", claims.requeue_stuck(db, hub.now())
            )


def _due(hub: Hub) -> list[Mail]:
    with hub.reading() as db:
        left = allowance(db, hub.settings, hub.now())
        if left.left <= 0:
            return []
        return claims.pick(db, hub.now(), min(BATCH, left.left), left.full_domains())


def _prepare(hub: Hub, templates: Templates, due: Sequence[Mail]) -> list[Claimed]:
    """Make the mails in a transaction that only reads, then claim those that are to go."""
    with hub.readers() as db:
        marked = claims.bounced(db, [mail.email for mail in due])
        made = [_make(hub, templates, db, mail, marked) for mail in due]
    with hub.writing() as db:
        lock(db)
        left = allowance(db, hub.settings, hub.now())
        return _claim(hub, db, [each for each in made if left.take(each.mail.domain)])


def _make(hub: Hub, templates: Templates, db: Session, mail: Mail, marked: set[str]) -> Made:
    if mail.email in marked:
        gettext = translations(hub.settings.language).gettext
        return Made(mail, withheld=gettext("Mail to this address has come back."))
    # What may have been sent is sent again as it was: should it come twice, it is a double.
    if stored := message_of(db, mail):
        return Made(mail, message=stored)
    made = make(hub, templates, db, mail)
    if made.broken is not None:
        db.rollback()
    return made


def _claim(hub: Hub, db: Session, made: Sequence[Made]) -> list[Claimed]:
    now, ready = hub.now(), []
    for each in made:
        if each.withheld is not None:
            claims.withhold(db, each.mail, each.withheld, now)
        elif each.failed is not None:
            claims.fail(db, each.mail, each.failed, now)
        elif each.message is None:
            claims.retry_later(db, each.mail, each.broken or "", now)
        else:
            ready.append((each.mail, each.message, message_id(hub.settings, each.mail)))
    return claims.claim(db, ready, now)


def _deliver(hub: Hub, transport: Transport, batch: Sequence[Claimed], until: float) -> None:
    """Send one after the other; what the time or the server leaves over waits as it was.

    A server that closes the connection after some mails is asked again at once, any other later.
    """
    waiting = deque(batch)
    try:
        with ResultWriter(hub) as ledger:
            while waiting and monotonic() < until:
                _send(ledger, transport, waiting.popleft())
    except TransportUnavailable as loss:
        if not loss.is_in_hand or len(waiting) == len(batch) - 1:
            raise
    finally:
        _release(hub, waiting)


def _send(ledger: "ResultWriter", transport: Transport, claimed: Claimed) -> None:
    letter = Envelope(claimed.id.hex, claimed.email, claimed.message)
    try:
        answer = transport.send(letter, ledger.wait)
    except Rejected as refusal:
        ledger.refuse(claimed, refusal.answer, is_permanent=refusal.is_permanent)
    except TransportUnavailable as loss:
        if loss.is_in_hand:
            ledger.refuse(claimed, loss.answer, is_permanent=False)
        else:
            ledger.write(claims.release, claimed)
        raise
    else:
        ledger.write(claims.settle_sent, claimed, answer, ledger.now())


class ResultWriter:
    """Writes down what came of each mail, each in a transaction of its own, beside the sending.

    While one mail's is written to the disk, the next is announced to the server. Its words are
    handed over only after `wait`: so never more than one mail is sent and not written down.
    """

    def __init__(self, hub: Hub) -> None:
        # One for them all: to open and to look over a session for each takes as long as the work.
        self._connection = hub.engine.execution_options(writing=True).connect()
        self._writer = ThreadPoolExecutor(1)
        self._written: Future[None] | None = None
        self.now = hub.now

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.wait()
        finally:
            self._writer.shutdown()
            self._connection.close()

    def wait(self) -> None:
        """Until what is being written is on the disk; raises what kept it from being so."""
        written, self._written = self._written, None
        if written is not None:
            written.result()

    def refuse(self, claimed: Claimed, answer: str, *, is_permanent: bool) -> None:
        """The mail was refused."""
        # The answer may hold the address; its code tells the log enough.
        log.info("the mail %s was refused: %s", claimed.id, answer[:3])
        settle = claims.settle_failed if is_permanent else claims.settle_refused
        self.write(settle, claimed, answer, self.now())

    def write(self, settle: Callable[..., None], *values: object) -> None:
        """Begin to write."""
        self.wait()
        self._written = self._writer.submit(self._write, settle, values)

    def _write(self, settle: Callable[..., None], values: Sequence[object]) -> None:
        with self._connection.begin():
            settle(self._connection, *values)


def _release(hub: Hub, batch: Iterable[Claimed]) -> None:
    if left := list(batch):
        with hub.writing() as db:
            for claimed in left:
                claims.release(db.connection(), claimed)
