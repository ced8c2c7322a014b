"""SMTP (RFC 5321): one connection for many mails, and whose fault it is when one fails."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from mediahub.mail.models import LONGEST_ANSWER
from mediahub.mail.transport import Envelope, Rejected, TransportUnavailable
from mediahub.settings import SmtpServer

# RFC 5321 4.5.3.2 has minutes, for servers that send to each other; a submission server of one's
# own answers in a second, and other jobs wait meanwhile. Giving up after the end of a mail may
# double it, so there the patience is longer.
COMMAND_SECONDS = 20.0
DATA_SECONDS = 60.0

_GO_AHEAD = 354
_CLOSING = 421


class Smtp:
    """A server, the address that mail comes from, and the name we greet with."""

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        greeting: str,
        *,
        command_seconds: float = COMMAND_SECONDS,
        data_seconds: float = DATA_SECONDS,
    ) -> None:
        self._server = server
        self._sender = sender
        self._greeting = greeting
        self._command_seconds = command_seconds
        self._data_seconds = data_seconds
        self._connection: smtplib.SMTP | None = None

    def connect(self) -> None:
        """Greet, secure the connection and log in; Lost when any of it fails."""
        if self._connection is not None:
            return
        try:
            self._connection = self._opened()
        except (OSError, ValueError) as error:  # UnicodeError, for a login that is not ASCII
            raise TransportUnavailable(_said(error), is_in_hand=False) from error

    def _opened(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                timeout=self._command_seconds, local_hostname=self._greeting, context=context
            )
        else:
            connection = smtplib.SMTP(timeout=self._command_seconds, local_hostname=self._greeting)
        try:
            self._greet(connection, context)
        except BaseException:
            connection.close()
            raise
        return connection

    def _greet(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server = self._server
        # What smtplib checks the certificate against when it is not given the host at once.
        connection._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001
        code, answer = connection.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, answer)
        connection.ehlo_or_helo_if_needed()
        is_offered = connection.has_extn("starttls")
        if server.security == "required" or (server.security == "offered" and is_offered):
            connection.starttls(context=context)  # raises when it is not offered
            connection.ehlo_or_helo_if_needed()
        if server.user:
            connection.login(server.user, server.password)

    def send(self, letter: Envelope, before: Callable[[], None]) -> str:
        """One mail to one recipient; the server's last answer."""
        connection = self._connection
        assert connection is not None
        with self._failing_as_unavailable():
            self._ask_as_sender(connection)
            self._ask(connection, f"RCPT TO:<{letter.recipient}>", range(250, 252))
            self._ask(connection, "DATA", (_GO_AHEAD,))
            before()
            return self._hand_over(connection, letter.message)

    @contextmanager
    def _failing_as_unavailable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:  # what smtplib raises is one too
            self._drop()
            raise TransportUnavailable(_said(error), is_in_hand=True) from error
        except Rejected:
            raise
        except BaseException:  # in the middle of something: the connection is of no more use
            self._drop()
            raise

    def check(self) -> None:
        """Whether the server lets us in and takes mail from our sender; raises Lost."""
        self.connect()
        assert self._connection is not None
        with self._failing_as_unavailable():
            self._ask_as_sender(self._connection)
            self._connection.rset()

    def _ask_as_sender(self, connection: smtplib.SMTP) -> None:
        try:
            self._ask(connection, f"MAIL FROM:<{self._sender}>", (250,))
        except Rejected as refusal:
            if not refusal.is_permanent:
                raise
            # It is our sender that it does not take, whoever the recipient is.
            self._drop()
            raise TransportUnavailable(refusal.answer, is_in_hand=False) from refusal

    def _ask(self, connection: smtplib.SMTP, line: str, wanted: "range | tuple[int, ...]") -> None:
        code, answer = connection.docmd(line)
        if code in wanted:
            return
        self._judge(connection, code, answer)

    def _hand_over(self, connection: smtplib.SMTP, message: bytes) -> str:
        # A dot at the start of a line is doubled (RFC 5321 4.5.2).
        stuffed = message.replace(b"\r\n.", b"\r\n..")
        assert connection.sock is not None
        connection.sock.settimeout(self._data_seconds)
        connection.send(stuffed + b".\r\n")
        code, answer = connection.getreply()
        connection.sock.settimeout(self._command_seconds)
        if code != 250:
            self._judge(connection, code, answer)
        return _told(code, answer)

    def _judge(self, connection: smtplib.SMTP, code: int, answer: bytes) -> None:
        told = _told(code, answer)
        if code == _CLOSING:
            self._drop()
            raise TransportUnavailable(told, is_in_hand=True)
        if not 400 <= code < 600:
            raise smtplib.SMTPResponseException(code, answer)
        connection.rset()
        raise Rejected(told, is_permanent=code >= 500)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Say goodbye, if anyone listens."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.quit()
            self._drop()


def _told(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}".strip()[:LONGEST_ANSWER]


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return _told(error.smtp_code, answer if isinstance(answer, bytes) else answer.encode())
    return (str(error) or type(error).__name__)[:LONGEST_ANSWER]
