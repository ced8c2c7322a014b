"""Real SMTP: STARTTLS, TLS, login, certificates, and servers that say nothing."""

import ssl
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest

from mediahub.mail.smtp_transport import Smtp
from mediahub.mail.transport import Envelope, Rejected, TransportUnavailable
from mediahub.settings import Settings
from tests.mail_server import HANG, MailServer, Stage, mail_server
from tests.mediahub.mail.conftest import SENDER

CERTIFICATE = Path(__file__).parent / "localhost.pem"
LETTER = Envelope("1", "anna@boras.se", b"Subject: x\r\n\r\n.\r\n..\r\nslut\r\n")


def smtp(url: str, seconds: float = 10) -> Smtp:
    server = Settings(_env_file=None, smtp_url=url, mail_from=SENDER).smtp
    assert server is not None
    return Smtp(
        server, "podd@example.se", "podd.example", command_seconds=seconds, data_seconds=seconds
    )


def send(url: str, seconds: float = 10) -> str:
    with closing(smtp(url, seconds)) as transport:
        transport.connect()
        return transport.send(LETTER, lambda: None)


@pytest.fixture
def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate of the tests is one that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


def test_dots_arrive_as_they_were(server: MailServer) -> None:
    assert send(server.url) == "250 2.0.0 Taken"
    assert server.received[0].data == LETTER.message


@pytest.mark.usefixtures("trusted")
def test_starttls_and_login(tls: ssl.SSLContext) -> None:
    with mail_server(tls=tls, login=("podd", "hem lig/@")) as server:
        send(f"smtp://podd:hem%20lig%2F%40@127.0.0.1:{server.port}")
        with pytest.raises(TransportUnavailable, match=r"^535 ") as loss:
            send(f"smtp://podd:fel@127.0.0.1:{server.port}")
        assert (loss.value.is_in_hand, len(server.received)) == (False, 1)


@pytest.mark.usefixtures("trusted")
def test_tls_from_the_start(tls: ssl.SSLContext) -> None:
    with mail_server(tls=tls, is_tls_from_start=True) as server:
        send(f"smtps://127.0.0.1:{server.port}")
        assert len(server.received) == 1


@pytest.mark.parametrize("is_tls_from_start", [True, False])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    tls: ssl.SSLContext, is_tls_from_start: bool
) -> None:
    with mail_server(tls=tls, is_tls_from_start=is_tls_from_start) as server:
        scheme = "smtps" if is_tls_from_start else "smtp"
        with pytest.raises(TransportUnavailable, match="CERTIFICATE_VERIFY_FAILED"):
            send(f"{scheme}://127.0.0.1:{server.port}")
        assert server.received == []


def test_what_must_be_secret_is_not_sent_in_the_open(server: MailServer) -> None:
    with pytest.raises(TransportUnavailable, match="STARTTLS"):
        send(f"smtp://podd:hemlig@127.0.0.1:{server.port}")
    with pytest.raises(TransportUnavailable, match="STARTTLS"):
        send(f"smtp://127.0.0.1:{server.port}?starttls=required")


@pytest.mark.parametrize("stage", ["GREETING", "MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_is_left_in_time(server: MailServer, stage: Stage) -> None:
    server.fail(stage, HANG)
    start = monotonic()
    with pytest.raises(TransportUnavailable) as loss:
        send(server.url, seconds=0.2)
    assert loss.value.is_in_hand is (stage != "GREETING")
    assert monotonic() - start < 5


def test_after_a_refusal_the_connection_is_used_again(server: MailServer) -> None:
    server.fail("RCPT", "550 5.1.1 No", "451 4.7.1 Later")
    with closing(smtp(server.url)) as transport:
        transport.connect()
        for is_permanent in (True, False):
            with pytest.raises(Rejected) as refusal:
                transport.send(LETTER, lambda: None)
            assert refusal.value.is_permanent is is_permanent
        transport.send(LETTER, lambda: None)
    assert (server.connections, len(server.received)) == (1, 1)


def test_words_are_handed_over_only_when_it_is_time(server: MailServer) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with closing(smtp(server.url)) as transport:
        transport.connect()
        with pytest.raises(ZeroDivisionError):
            transport.send(LETTER, fail)
    assert server.received == []
