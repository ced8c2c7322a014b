"""A mail server on a port of the loopback that keeps what it gets, and fails as it is told to."""

import asyncio
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HANG = "hang"
DROP = "drop"

Stage = Literal["GREETING", "MAIL", "RCPT", "DATA"]


@dataclass(frozen=True)
class Received:
    """A mail as it came: whom the envelope names, by whom it was greeted, and its bytes."""

    recipient: str
    sender: str
    greeting: str
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """Read by the standard library."""
        read = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read


@dataclass
class MailServer:
    """What came in, and a list of faults for each stage, used up from the left.

    A fault is an answer such as "450 4.2.0 Later", HANG, or DROP; an empty one is none. A mail
    counts as received before the answer to its end, as a server that then fails may have it.
    """

    port: int = 0
    received: list[Received] = field(default_factory=list)
    faults: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    connections: int = 0
    on_stage: Callable[[Stage, str], None] = lambda _stage, _greeting: None

    @property
    def url(self) -> str:
        """For MEDIAHUB_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}?starttls=never"

    @property
    def recipients(self) -> list[str]:
        """Whom mail came for, in the order it came."""
        return [mail.recipient for mail in self.received]

    def fail(self, stage: Stage, *faults: str) -> None:
        """The next times that this stage comes, do this."""
        self.faults[stage].extend(faults)

    async def handle_MAIL(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender."""
        envelope.mail_from = address
        self.on_stage("MAIL", session.host_name or "")
        return await self._answer(server, "MAIL") or "250 2.1.0 Sender ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient."""
        answer = await self._answer(server, "RCPT")
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 2.1.5 Recipient ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail, unless it is refused."""
        fault = self.faults["DATA"][0] if self.faults["DATA"] else ""
        assert isinstance(envelope.content, bytes)
        if not fault[:1].isdigit():
            mail = Received(
                envelope.rcpt_tos[0],
                envelope.mail_from or "",
                session.host_name or "",
                envelope.content,
            )
            self.received.append(mail)
            self.on_stage("DATA", mail.greeting)
        return await self._answer(server, "DATA") or "250 2.0.0 Taken"

    async def _answer(self, server: SMTP, stage: str) -> str:
        fault = self.faults[stage].popleft() if self.faults[stage] else ""
        if fault == HANG:
            await asyncio.sleep(3600)
        if fault == DROP or fault.startswith("421"):
            assert isinstance(server.transport, asyncio.WriteTransport)
            if fault != DROP:
                server.transport.write(f"{fault}\r\n".encode())
            server.transport.close()
            await asyncio.sleep(3600)  # until the connection's own task is ended
        return fault


class _Server(SMTP):
    """Greets, unless it is told not to."""

    told: MailServer

    async def push(self, status: Any) -> None:
        if isinstance(status, str) and status.startswith("220 ") and "GREETING" in self.told.faults:
            status = await self.told._answer(self, "GREETING") or status
        await super().push(status)


@contextmanager
def mail_server(
    *,
    tls: ssl.SSLContext | None = None,
    is_tls_from_start: bool = False,
    login: tuple[str, str] | None = None,
) -> Iterator[MailServer]:
    """A server in a thread of its own; with a context it offers STARTTLS, or begins with TLS."""
    told = MailServer()
    ready, end = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []
    servers: list[_Server] = []
    options = _options(tls, login, is_tls_from_start=is_tls_from_start)

    def connection() -> SMTP:
        told.connections += 1
        server = _Server(told, hostname="mail.example", ident="test", **options)
        server.told = told
        servers.append(server)
        return server

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        context = tls if is_tls_from_start else None
        server = await loops[0].create_server(connection, "127.0.0.1", 0, ssl=context)
        told.port = server.sockets[0].getsockname()[1]
        ready.set()
        await end.wait()
        server.close()
        await _hang_up(servers)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert ready.wait(10)
    try:
        yield told
    finally:
        loops[0].call_soon_threadsafe(end.set)
        thread.join(10)


async def _hang_up(servers: list[_Server]) -> None:
    for each in servers:
        if isinstance(each.transport, asyncio.WriteTransport):
            each.transport.abort()
    await asyncio.sleep(0)  # which lets go of their sockets


def _options(
    tls: ssl.SSLContext | None, login: tuple[str, str] | None, *, is_tls_from_start: bool
) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if tls is not None and not is_tls_from_start:
        options["tls_context"] = tls
    if login is not None:

        def authenticate(*given: Any) -> AuthResult:
            data = given[-1]
            assert isinstance(data, LoginPassword)
            is_right = (data.login.decode(), data.password.decode()) == login
            return AuthResult(success=is_right, handled=False)

        options |= {"authenticator": authenticate, "auth_required": True}
    return options
