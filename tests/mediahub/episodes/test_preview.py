"""Addresses of previews."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.orm import Session

from mediahub.episodes.preview import preview_link, previewed_until
from mediahub.errors import Invalid
from mediahub.settings import Settings
from tests.conftest import NOON
from tests.factories import make_episode, make_show

HOUR = timedelta(hours=1)


def query_of(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_lasts_as_long_as_asked_for(db: Session, settings: Settings) -> None:
    episode = make_episode(db, make_show(db))
    query = query_of(preview_link(settings, episode, NOON, HOUR))
    assert previewed_until(settings, episode, query, NOON) == NOON + HOUR


@pytest.mark.parametrize("lifetime", [timedelta(seconds=59), timedelta(days=90, seconds=1)])
def test_lifetime_has_its_limits(db: Session, settings: Settings, lifetime: timedelta) -> None:
    episode = make_episode(db, make_show(db))
    with pytest.raises(Invalid):
        preview_link(settings, episode, NOON, lifetime)


def test_stays_valid_while_its_key_is_rotated_out(db: Session, settings: Settings) -> None:
    episode = make_episode(db, make_show(db))
    query = query_of(preview_link(settings, episode, NOON, HOUR))
    rotating = settings.model_copy(update={"secret_keys": ("new", *settings.secret_keys)})
    assert previewed_until(rotating, episode, query, NOON) == NOON + HOUR
    rotated = settings.model_copy(update={"secret_keys": ("new",)})
    assert previewed_until(rotated, episode, query, NOON) is None


def test_address_without_signature_asks_for_none(db: Session, settings: Settings) -> None:
    episode = make_episode(db, make_show(db))
    assert previewed_until(settings, episode, {"t": "12"}, NOON) is None
