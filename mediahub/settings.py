"""Settings: read from MEDIAHUB_* by the entry points, frozen, passed on as an argument."""

import os
import re
import secrets
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from mediahub.errors import Conflict, Invalid
from mediahub.file_permissions import close_files, make_private_file, make_private_folder

SHORTEST_KEY = 32
# What can stand in a header, a tag and a feed as it is.
_ADDRESS = re.compile(
    r"(https?://[\w.:\[\]-]+(?:/[\w.~%:@!$&()*+,;=/-]*)?)(\?[\w.~%:@!$&()*+,;=/?-]*)?", re.ASCII
)
# A name, if any, and an address; which letters each may hold is for `mail` to say.
_SENDER = re.compile(r"(?:(?P<name>[^<>\r\n]*?)\s*<(?P<inside>[^<>\s]+)>|(?P<alone>[^<>\s]+))")
_MAILBOX = re.compile(r"[!-?A-~]+@[\w-]+(?:\.[\w-]+)*")

Security = Literal["tls", "required", "offered", "never"]


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed in: over TLS from the start, or STARTTLS as `security` says."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: Security


class Settings(BaseSettings):
    """Everything an operator can choose; every default works on one machine.

    Read from the environment, then `.env`, then a folder of secrets; see `load`. What is empty
    counts as not set.
    `MEDIAHUB_SECRET_KEYS` may be a comma-separated list: the first key signs, every key verifies.
    """

    model_config = SettingsConfigDict(
        env_prefix="MEDIAHUB_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = Field(8000, validation_alias="PORT", ge=0, le=65535)
    base_url: str = ""
    database_url: str = ""
    storage_url: str = ""
    search_url: str = ""
    secret_keys: Annotated[tuple[str, ...], NoDecode] = ()
    hub_url: str = ""
    smtp_url: str = Field("", repr=False)
    mail_from: str = ""
    staff_mail: Annotated[tuple[str, ...], NoDecode] = ()
    mail_per_minute: int = Field(600, ge=1)
    mail_per_domain: int = Field(60, ge=1)
    language: Literal["sv", "en"] = "sv"
    threads: int = Field(40, ge=1, le=500)
    connections: int = Field(1000, ge=10, le=100_000)
    forwarded_allow_ips: str = Field("127.0.0.1", validation_alias="FORWARDED_ALLOW_IPS")
    transcribe_model: Path | None = None
    largest_upload_gib: int = Field(10, ge=1, le=78)
    security_contact: str = ""

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        try:
            return value.expanduser().absolute()
        except RuntimeError as error:  # a home that nobody has
            raise Invalid(
                "MEDIAHUB_DATA_DIR is “{value}”, and nobody has that home. Write the whole path.",
                value=value,
            ) from error

    @field_validator("secret_keys", "staff_mail", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("secret_keys")
    @classmethod
    def _long(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for number, key in enumerate(value, 1):
            if len(key) < SHORTEST_KEY:
                raise Invalid(
                    "Key {number} of MEDIAHUB_SECRET_KEYS has {length} characters; "
                    "it needs {shortest} or more.",
                    number=number,
                    length=len(key),
                    shortest=SHORTEST_KEY,
                )
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise Invalid(
                "MEDIAHUB_DATABASE_URL cannot be used. Write it as sqlite:////folder/file, or as "
                "postgresql://user:password@host:5432/database."
            )
        return value

    @field_validator("search_url")
    @classmethod
    def _known_index(cls, value: str) -> str:
        beginnings = ("whoosh:///", "postgresql://", "postgresql+psycopg://")
        if value and value != "postgresql:" and not value.startswith(beginnings):
            raise Invalid(
                "MEDIAHUB_SEARCH_URL cannot be used. Write it as whoosh:///folder, as postgresql: "
                "for the same database, or as postgresql://user:password@host:5432/database."
            )
        return value

    @field_validator("base_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if value and (not _is_address(value) or "?" in value):
            raise Invalid(
                "MEDIAHUB_BASE_URL is “{value}”. Write it as https://podd.example.", value=value
            )
        return value.rstrip("/")

    @field_validator("hub_url")
    @classmethod
    def _hub(cls, value: str) -> str:
        if value and not _is_address(value):
            raise Invalid(
                "MEDIAHUB_HUB_URL is “{value}”. Write it as https://hub.example/.", value=value
            )
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: str) -> str:
        if value:
            _read_smtp(value)
        return value

    @field_validator("mail_from")
    @classmethod
    def _mailbox(cls, value: str) -> str:
        if value and not _MAILBOX.fullmatch(_read_sender(value)[1]):
            raise Invalid(
                "MEDIAHUB_MAIL_FROM is “{value}”. Write it as SKR <podd@example.se>.", value=value
            )
        return value

    @field_validator("staff_mail")
    @classmethod
    def _mailboxes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            if not _MAILBOX.fullmatch(address):
                raise Invalid(
                    "MEDIAHUB_STAFF_MAIL holds “{value}”. Write the addresses with commas between:"
                    " anna@skr.se, bo@skr.se.",
                    value=address,
                )
        return value

    @field_validator("security_contact")
    @classmethod
    def _contact(cls, value: str) -> str:
        address = re.sub(r"^(?:mailto:)+", "", value, flags=re.IGNORECASE)
        if value and not _MAILBOX.fullmatch(address) and not _is_address(value):
            raise Invalid(
                "MEDIAHUB_SECURITY_CONTACT is “{value}”. Write it as sakerhet@example.se, or as"
                " https://example.se/sakerhet.",
                value=value,
            )
        return address

    @model_validator(mode="after")
    def _has_sender(self) -> Self:
        if self.smtp_url and not self.mail_from:
            raise Invalid("MEDIAHUB_SMTP_URL is set: mail also needs MEDIAHUB_MAIL_FROM.")
        return self

    @property
    def smtp(self) -> SmtpServer | None:
        """The mail server; without one, mails are written to `outbox_dir`."""
        return _read_smtp(self.smtp_url) if self.smtp_url else None

    @property
    def sender(self) -> tuple[str, str]:
        """The name and address that mail comes from."""
        host = urlsplit(self.origin).hostname or ""
        return _read_sender(self.mail_from or f"MediaHub <noreply@{host}>")

    @property
    def outbox_dir(self) -> Path:
        """Where mails lie that no server is set for."""
        return self.data_dir / "outbox"

    @property
    def origin(self) -> str:
        """The address that the service is reached at, without a trailing slash."""
        return self.base_url or f"http://127.0.0.1:{self.port}"

    def require_known_proxies(self) -> None:
        """Conflict when whoever asks is believed to be a proxy.

        From a proxy the address of the visitor is taken as it is told (X-Forwarded-For).
        """
        if any(map(_is_anyone, self.forwarded_allow_ips.split(","))):
            raise Conflict(
                "FORWARDED_ALLOW_IPS is “{value}”, so anybody can claim to come from any address "
                "and get around the limits of sign-ins and forms. Write the address of your proxy "
                "instead, such as 10.0.0.5 or 10.0.0.0/24.",
                value=self.forwarded_allow_ips,
            )

    @property
    def database(self) -> str:
        """The SQLAlchemy URL; PostgreSQL is always spoken to through psycopg 3."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'mediahub.sqlite3'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database; None with a server."""
        is_file = self.database.startswith("sqlite:///")
        return Path(self.database.removeprefix("sqlite:///")) if is_file else None

    @property
    def storage(self) -> str:
        """The storage URL: `file:///…` or `s3://bucket/prefix?endpoint=…&region=…`."""
        return self.storage_url or (self.data_dir / "media").as_uri()

    @property
    def search(self) -> str:
        """The search URL: `whoosh:///folder`, `postgresql:` for the same database, or another."""
        return self.search_url or f"whoosh://{quote(str(self.data_dir / 'search'))}"

    @property
    def work_dir(self) -> Path:
        """Where files in the making lie, on the same disk as the data."""
        folder = self.data_dir / "work"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def largest_upload_bytes(self) -> int:
        """The largest file that may be uploaded; S3 holds no more than 78 GiB in parts of ours."""
        return self.largest_upload_gib << 30

    @property
    def secret_key_file(self) -> Path:
        """Where `mediahub init` keeps the key that it makes when none is set."""
        return self.data_dir / "secret-key"

    def with_secret_keys(self) -> Self:
        """These settings with the keys from the file where none are set; Invalid without either."""
        if self.secret_keys:
            return self
        if not self.secret_key_file.exists():
            raise Invalid(
                "There is nothing in {folder} yet. Run “mediahub init” first.",
                folder=self.data_dir,
            )
        close_files([self.secret_key_file])
        key = self.secret_key_file.read_text("utf-8", errors="replace").strip()
        if len(key) < SHORTEST_KEY:
            raise Invalid(
                "The key in {file} has {length} characters; it needs {shortest} or more. "
                "Put it back, or remove the file and run “mediahub init”: "
                "links made so far then stop working.",
                file=self.secret_key_file,
                length=len(key),
                shortest=SHORTEST_KEY,
            )
        return self.model_copy(update={"secret_keys": (key,)})

    def make_data_dir(self) -> None:
        """The data folder, for this user alone, as are the files of one that was open to others."""
        make_private_folder(self.data_dir)


def load() -> Settings:
    """The settings of this process; also from the files in MEDIAHUB_SECRETS_DIR, if it is set.

    Raises Invalid, or pydantic's ValidationError for a value of the wrong kind.
    """
    folder = os.environ.get("MEDIAHUB_SECRETS_DIR") or None
    if folder and not Path(folder).is_dir():
        raise Invalid("MEDIAHUB_SECRETS_DIR is “{folder}”, which is not a folder.", folder=folder)
    try:
        return Settings(_secrets_dir=folder)
    except UnicodeDecodeError as error:
        raise Invalid("The settings in .env, or in a file of secrets, are not UTF-8.") from error


def _is_anyone(proxies: str) -> bool:
    """Whether these are so many addresses that nobody has them all for their proxies."""
    if proxies.strip() == "*":
        return True
    try:
        network = ip_network(proxies.strip())
    except ValueError:  # the name of a socket
        return False
    return network.prefixlen < (8 if network.version == 4 else 16)


def _is_address(text: str) -> bool:
    if not _ADDRESS.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is not a number, or half an IPv6 address
        return False


def _read_smtp(url: str) -> SmtpServer:
    """What the address says; Invalid, without repeating it, for one that says something else."""
    try:
        parts = urlsplit(url)
        given, port = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query))), parts.port
    except ValueError as error:
        raise _no_smtp() from error
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    security = _security(parts.scheme, given.pop("starttls", "required" if user else "offered"))
    bare = not given and parts.path in ("", "/") and not parts.fragment
    if security is None or not parts.hostname or port == 0 or not bare:
        raise _no_smtp()
    usual = 465 if security == "tls" else 587 if user else 25
    return SmtpServer(parts.hostname, port or usual, user, password, security)


def _security(scheme: str, starttls: str) -> Security | None:
    if scheme == "smtps":
        return "tls"
    known: dict[str, Security] = {"required": "required", "offered": "offered", "never": "never"}
    return known.get(starttls) if scheme == "smtp" else None


def _no_smtp() -> Invalid:
    return Invalid(
        "MEDIAHUB_SMTP_URL cannot be used. Write it as smtps://user:password@host:465, as "
        "smtp://user:password@host:587, or as smtp://host:25?starttls=never for a server nearby."
    )


def _read_sender(text: str) -> tuple[str, str]:
    found = _SENDER.fullmatch(text.strip())
    if found is None:
        return "", ""
    return (found["name"] or "").strip('" '), found["inside"] or found["alone"]


def make_secret_key(file: Path) -> None:
    """Write a fresh key that only this user may read, unless there is one."""
    if not file.exists():
        make_private_folder(file.parent)
        fresh = file.with_suffix(".new")  # so that there is never half a key
        make_private_file(fresh)
        fresh.write_text(secrets.token_urlsafe(48) + "\n", "ascii")
        fresh.rename(file)
