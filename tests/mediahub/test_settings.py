"""Settings: from the environment and .env, frozen, and a sentence for what cannot be."""

import stat
from contextlib import nullcontext
from pathlib import Path

import pytest
from pydantic import ValidationError

from mediahub.errors import Conflict, Invalid
from mediahub.settings import Settings, load, make_secret_key

ONE, NEW, OLD = (name + "-secret-key-that-is-long-enough" for name in ("one", "new", "old"))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_are_one_machine(tmp_path: Path) -> None:
    settings = load()
    assert settings.data_dir == tmp_path / "data"
    assert settings.origin == "http://127.0.0.1:8000"
    assert settings.database == f"sqlite:///{tmp_path}/data/mediahub.sqlite3"
    assert settings.storage == f"file://{tmp_path}/data/media"
    assert settings.language == "sv"


def test_the_environment_goes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("MEDIAHUB_LANGUAGE=en\nMEDIAHUB_THREADS=3\nPORT=9000\n")
    monkeypatch.setenv("MEDIAHUB_THREADS", "5")
    settings = load()
    assert (settings.language, settings.threads, settings.port) == ("en", 5, 9000)


def test_a_folder_of_secrets_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/mediahub_secret_keys").write_text(f"{ONE}\n")
    monkeypatch.setenv("MEDIAHUB_SECRETS_DIR", str(tmp_path / "secrets"))
    assert load().secret_keys == (ONE,)


@pytest.mark.parametrize(
    ("text", "keys"),
    [(ONE, (ONE,)), (f"{NEW}, {OLD}", (NEW, OLD)), (f",{ONE},", (ONE,)), (" , ", ())],
)
def test_keys_are_a_list_with_commas(
    monkeypatch: pytest.MonkeyPatch, text: str, keys: tuple[str, ...]
) -> None:
    monkeypatch.setenv("MEDIAHUB_SECRET_KEYS", text)
    assert load().secret_keys == keys


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", "70000"),
        ("MEDIAHUB_LANGUAGE", "no"),
        ("MEDIAHUB_THREADS", "0"),
    ],
)
def test_a_bad_value_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        load()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load().language = "en"  # type: ignore[misc]


def test_postgresql_is_spoken_to_through_psycopg() -> None:
    settings = Settings(database_url="postgresql://user:word@host/mediahub")
    assert settings.database == "postgresql+psycopg://user:word@host/mediahub"


def test_the_origin_has_no_slash_at_its_end() -> None:
    assert Settings(base_url="https://podd.example/").origin == "https://podd.example"


def test_without_a_key_one_is_told_to_run_init(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        load().with_secret_keys()
    assert (
        str(refusal.value)
        == f"There is nothing in {tmp_path / 'data'} yet. Run “mediahub init” first."
    )


def test_a_key_is_made_once_and_for_this_user_only() -> None:
    file = load().secret_key_file
    make_secret_key(file)
    made = file.read_text()
    make_secret_key(file)
    assert file.read_text() == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load().with_secret_keys().secret_keys == (made.strip(),)


def test_keys_that_are_set_go_before_the_file() -> None:
    make_secret_key(load().secret_key_file)
    assert Settings(secret_keys=(ONE,)).with_secret_keys().secret_keys == (ONE,)


@pytest.mark.parametrize(
    "name", ["MEDIAHUB_DATA_DIR", "MEDIAHUB_LANGUAGE", "MEDIAHUB_SECRETS_DIR", "PORT"]
)
def test_what_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    default = load()
    monkeypatch.setenv(name, "")
    assert load() == default


@pytest.mark.parametrize(
    "address",
    [
        "podd.example",
        "ftp://podd.example",
        "https://",
        "https:///demokratiresan",
        "https://:8000",
        "https://podd example",
        "https://podd.example/a b",
        'https://podd.example/"',
        "https://podd.example/'",
        "https://podd.example:port",
        "https://[podd",
        "https://user@podd.example",
        "https://podd.example/#del",
        "https://podd.example\n",
    ],
)
@pytest.mark.parametrize("name", ["MEDIAHUB_BASE_URL", "MEDIAHUB_HUB_URL"])
def test_an_address_is_whole(monkeypatch: pytest.MonkeyPatch, name: str, address: str) -> None:
    monkeypatch.setenv(name, address)
    with pytest.raises(Invalid, match=f"^{name} is “"):
        load()


@pytest.mark.parametrize(
    "address",
    ["http://localhost:8000", "http://[::1]:8000/a", "https://podd.example/a-b_c/~d", "http://a_b"],
)
def test_a_whole_address_is_taken(address: str) -> None:
    assert Settings(base_url=address).origin == address


def test_only_the_address_of_the_hub_may_have_a_query() -> None:
    assert Settings(hub_url="https://hub.example/?a=1").hub_url == "https://hub.example/?a=1"
    with pytest.raises(Invalid):
        Settings(base_url="https://podd.example/?a=1")


@pytest.mark.parametrize("contact", ["mailto:a@skr.example", "MAILTO:a@skr.example"])
def test_a_security_contact_may_be_written_as_its_file_has_it(contact: str) -> None:
    assert Settings(security_contact=contact).security_contact == "a@skr.example"


@pytest.mark.parametrize(
    "contact",
    ["mailto:", "mailto:säkerhet", "säkerhet", "a@b\nContact: mailto:c@d", "javascript:x", "a b"],
)
def test_a_security_contact_is_an_address(monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
    monkeypatch.setenv("MEDIAHUB_SECURITY_CONTACT", contact)
    with pytest.raises(Invalid, match=r"^MEDIAHUB_SECURITY_CONTACT is “"):
        load()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost", ("localhost", 25, "", "", "offered")),
        ("smtp://localhost:2525/?starttls=never", ("localhost", 2525, "", "", "never")),
        ("smtp://a:b%2F%40c@host", ("host", 587, "a", "b/@c", "required")),
        ("smtp://host:587?starttls=required", ("host", 587, "", "", "required")),
        ("smtps://a:b@host", ("host", 465, "a", "b", "tls")),
    ],
)
def test_where_mail_is_handed_in(url: str, expected: tuple[object, ...]) -> None:
    server = Settings(smtp_url=url, mail_from="SKR <podd@example.se>").smtp
    assert server is not None
    assert (server.host, server.port, server.user, server.password, server.security) == expected


@pytest.mark.parametrize(
    "url",
    [
        "host:25",
        "http://host",
        "smtp://",
        "smtp://hemlig@host:port",
        "smtp://hemlig@host?starttls=maybe",
        "smtps://hemlig@host?starttls=required&x=1",
        "smtp://hemlig@host/inbox",
        "smtp://hemlig@[x",
    ],
)
def test_a_mail_server_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(Invalid, match=r"^MEDIAHUB_SMTP_URL cannot be used") as refusal:
        Settings(smtp_url=url, mail_from="podd@example.se")
    assert "hemlig" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("podd@example.se", ("", "podd@example.se")),
        ("SKR, podd <podd@example.se>", ("SKR, podd", "podd@example.se")),
        ('"SKR podd" <podd@växjö.se>', ("SKR podd", "podd@växjö.se")),
        ("", ("MediaHub", "noreply@127.0.0.1")),
    ],
)
def test_whom_mail_comes_from(text: str, expected: tuple[str, str]) -> None:
    assert Settings(mail_from=text).sender == expected


@pytest.mark.parametrize(
    "text", ["SKR", "SKR <podd>", "a@b.se, c@d.se", "SKR <a@b.se>\nBcc: x@y.se"]
)
def test_a_sender_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"^MEDIAHUB_MAIL_FROM is “"):
        Settings(mail_from=text)


def test_a_mail_server_needs_a_sender() -> None:
    with pytest.raises(Invalid, match="needs MEDIAHUB_MAIL_FROM"):
        Settings(smtp_url="smtp://localhost")


def test_a_short_key_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAHUB_SECRET_KEYS", f"{ONE},short-password")
    with pytest.raises(Invalid) as refusal:
        load()
    assert str(refusal.value) == (
        "Key 2 of MEDIAHUB_SECRET_KEYS has 14 characters; it needs 32 or more."
    )


@pytest.mark.parametrize("content", [b"", b"\n", b"half-a-key\n", b"\xff"])
def test_a_file_without_a_whole_key_is_refused(content: bytes) -> None:
    file = load().secret_key_file
    make_secret_key(file)
    file.write_bytes(content)
    with pytest.raises(Invalid, match=r"^The key in .+ has "):
        load().with_secret_keys()


def test_a_folder_of_secrets_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAHUB_SECRETS_DIR", str(tmp_path / "none"))
    with pytest.raises(Invalid) as refusal:
        load()
    assert str(refusal.value) == (
        f"MEDIAHUB_SECRETS_DIR is “{tmp_path / 'none'}”, which is not a folder."
    )


def test_settings_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("MEDIAHUB_HOST=åäö\n".encode("latin-1"))
    with pytest.raises(Invalid, match="are not UTF-8"):
        load()


def test_a_home_that_nobody_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAHUB_DATA_DIR", "~nobody-of-that-name/data")
    with pytest.raises(Invalid, match="nobody has that home"):
        load()


def test_the_data_folder_is_for_this_user_only() -> None:
    settings = load()
    settings.make_data_dir()
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700


def test_staff_are_told_at_addresses_with_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIAHUB_STAFF_MAIL", "anna@skr.se, bo@skr.se,")
    assert Settings(_env_file=None).staff_mail == ("anna@skr.se", "bo@skr.se")
    with pytest.raises(Invalid):
        Settings(_env_file=None, staff_mail=("anna",))


@pytest.mark.parametrize(
    ("proxies", "is_safe"),
    [
        ("127.0.0.1", True),
        ("10.0.0.5, 10.1.0.0/16", True),
        ("10.0.0.0/8,2606:4700::/32", True),
        ("", True),
        ("unix:", True),
        ("*", False),
        ("127.0.0.1, *", False),
        ("0.0.0.0/0", False),
        ("10.0.0.5,128.0.0.0/1", False),
        ("::/0", False),
        ("2000::/3", False),
    ],
)
def test_proxies_are_known(proxies: str, is_safe: bool) -> None:
    given = Settings(_env_file=None).model_copy(update={"forwarded_allow_ips": proxies})
    with nullcontext() if is_safe else pytest.raises(Conflict, match="FORWARDED_ALLOW_IPS is"):
        given.require_known_proxies()
