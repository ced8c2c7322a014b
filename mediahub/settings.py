"""Settings: read from MEDIAHUB_* by the entry points, frozen, passed on as an argument."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from mediahub.errors import Invalid


class Settings(BaseSettings):
    """Everything an operator can choose; every default works on one machine.

    Read from the environment, then `.env`, then a folder of secrets; see `load`.
    `MEDIAHUB_SECRET_KEYS` may be a comma-separated list: the first key signs, every key verifies.
    """

    model_config = SettingsConfigDict(
        env_prefix="MEDIAHUB_", env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = Field(8000, validation_alias="PORT", ge=0, le=65535)
    base_url: str = ""
    database_url: str = ""
    storage_url: str = ""
    secret_keys: Annotated[tuple[str, ...], NoDecode] = ()
    hub_url: str = ""
    language: Literal["sv", "en"] = "sv"
    threads: int = Field(40, ge=1, le=500)

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(key.strip() for key in value.split(",") if key.strip())
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("base_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @property
    def origin(self) -> str:
        """The address that the service is reached at, without a trailing slash."""
        return self.base_url or f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL; PostgreSQL is always spoken to through psycopg 3."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'mediahub.sqlite3'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def storage(self) -> str:
        """The storage URL: `file:///…` or `s3://bucket/prefix?endpoint=…&region=…`."""
        return self.storage_url or (self.data_dir / "media").as_uri()

    @property
    def work_dir(self) -> Path:
        """Where files in the making lie, on the same disk as the data."""
        folder = self.data_dir / "work"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

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
        return self.model_copy(
            update={"secret_keys": (self.secret_key_file.read_text("ascii").strip(),)}
        )


def load() -> Settings:
    """The settings of this process; also from the files in MEDIAHUB_SECRETS_DIR, if it is set."""
    return Settings(_secrets_dir=os.environ.get("MEDIAHUB_SECRETS_DIR"))


def make_secret_key(file: Path) -> None:
    """Write a fresh key that only this user may read, unless there is one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")  # so that there is never half a key
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48) + "\n", "ascii")
        fresh.rename(file)
