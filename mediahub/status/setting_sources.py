"""The settings in force: what each is, with secrets hidden, and where it comes from."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource, SecretsSettingsSource

from mediahub.settings import Settings

HIDDEN = "•••"
_PASSWORD = re.compile(r"(://[^/@:\s]*):[^/@\s]*@")


class Source(StrEnum):
    """Where a value comes from; the earlier counts before the later."""

    ENVIRONMENT = "environment"
    ENV_FILE = ".env"
    SECRETS = "secrets"
    KEY_FILE = "key-file"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting by the name of its variable, its value as people may read it, and its source."""

    name: str
    value: str
    source: Source


def settings_in_force(settings: Settings) -> Sequence[Setting]:
    """Every setting, in the order of `Settings`."""
    given = list(_given())
    return [
        Setting(name, _shown(settings, field), _source(given, field, name))
        for field, name in _names().items()
    ]


def _names() -> Mapping[str, str]:
    """The fields, and what their variables are called."""
    return {
        field: str(info.validation_alias or f"MEDIAHUB_{field.upper()}")
        for field, info in Settings.model_fields.items()
    }


def _given() -> Iterator[tuple[Source, Mapping[str, Any]]]:
    """What each source says, as pydantic-settings reads it."""
    yield Source.ENVIRONMENT, EnvSettingsSource(Settings)()
    yield Source.ENV_FILE, DotEnvSettingsSource(Settings)()
    folder = os.environ.get("MEDIAHUB_SECRETS_DIR")
    if folder and Path(folder).is_dir():
        yield Source.SECRETS, SecretsSettingsSource(Settings, folder)()


def _source(given: Sequence[tuple[Source, Mapping[str, Any]]], field: str, name: str) -> Source:
    for source, values in given:
        if field in values or name in values:
            return source
    return Source.KEY_FILE if field == "secret_keys" else Source.DEFAULT


def _shown(settings: Settings, field: str) -> str:
    """The value in force; what is not set is told as what it then is."""
    if field == "secret_keys":
        return " ".join(HIDDEN for _ in settings.secret_keys)
    in_force = {
        "base_url": settings.origin,
        "database_url": settings.database,
        "storage_url": settings.storage,
        "search_url": settings.search,
        "mail_from": "{} <{}>".format(*settings.sender),
        "staff_mail": ", ".join(settings.staff_mail),
    }
    value = in_force.get(field, getattr(settings, field))
    return "" if value is None else without_password(str(value))


def without_password(url: str) -> str:
    """An address whose password is hidden."""
    return _PASSWORD.sub(rf"\1:{HIDDEN}@", url)
