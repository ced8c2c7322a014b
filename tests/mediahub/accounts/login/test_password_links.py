"""Links to choose a password: for one user, for a time, and once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from mediahub.accounts.login import password_links
from mediahub.accounts.models import User
from mediahub.errors import Gone, NotFound
from mediahub.settings import Settings
from tests.conftest import NOON
from tests.factories import make_user

DAY = timedelta(days=1)


def token(settings: Settings, user: User, ends_at: object = NOON + DAY) -> str:
    assert isinstance(ends_at, type(NOON))
    return password_links.password_link(settings, user, ends_at).rpartition("/")[2]


def test_link_leads_to_its_user(rows: Session, settings: Settings) -> None:
    user = make_user(rows)
    link = password_links.password_link(settings, user, NOON + DAY)
    assert link.startswith("https://podd.example/studio/losenord/")
    keys = settings.secret_keys
    assert password_links.user_of(rows, keys, token(settings, user), NOON) is user


def test_link_ends(rows: Session, settings: Settings) -> None:
    text = token(settings, make_user(rows))
    password_links.user_of(rows, settings.secret_keys, text, NOON + DAY - timedelta(seconds=1))
    with pytest.raises(Gone, match="too old"):
        password_links.user_of(rows, settings.secret_keys, text, NOON + DAY)


def test_used_link_and_one_of_somebody_shut_out_lead_nowhere(
    rows: Session, settings: Settings
) -> None:
    user = make_user(rows)
    text = token(settings, user)
    user.disabled_at = NOON
    with pytest.raises(NotFound):
        password_links.user_of(rows, settings.secret_keys, text, NOON)
    user.disabled_at, user.version = None, 2
    with pytest.raises(NotFound):
        password_links.user_of(rows, settings.secret_keys, text, NOON)


def test_link_that_was_changed_leads_nowhere(rows: Session, settings: Settings) -> None:
    user, other = make_user(rows), make_user(rows)
    text = token(settings, user)
    later = f"{int((NOON + 2 * DAY).timestamp())}"
    setup = password_links.setup_link(settings, NOON).rpartition("/")[2]
    changed = [
        other.id.hex + text[32:],
        text[:32] + later + text[42:],
        text[:-1] + ("A" if text[-1] != "A" else "B"),
        text.upper(),
        text + "A",
        text[:-1],
        "",
        setup,
    ]
    for one in changed:
        with pytest.raises(NotFound):
            password_links.user_of(rows, settings.secret_keys, one, NOON)


def test_setup_link(rows: Session, settings: Settings) -> None:
    text = password_links.setup_link(settings, NOON).rpartition("/")[2]
    password_links.require_setup(settings.secret_keys, text, NOON)
    with pytest.raises(Gone):
        password_links.require_setup(settings.secret_keys, text, NOON + password_links.SETUP_LIVES)
    with pytest.raises(NotFound):
        password_links.require_setup(settings.secret_keys, token(settings, make_user(rows)), NOON)


def test_invitation_lives_longer_than_a_forgotten_password(rows: Session) -> None:
    invited, known = make_user(rows), make_user(rows, password_hash="x")
    assert (password_links.lifetime(invited), password_links.lifetime(known)) == (7 * DAY, DAY)


@pytest.mark.parametrize("version", [0, 1, -1])
def test_link_of_somebody_who_is_gone_leads_nowhere(
    rows: Session, settings: Settings, version: int
) -> None:
    """Also when it is signed over the version that stands for no row."""
    make_user(rows)
    text = token(settings, User(id=uuid4(), version=version))
    with pytest.raises(NotFound):
        password_links.user_of(rows, settings.secret_keys, text, NOON)


def test_setup_link_lives_for_a_week(settings: Settings) -> None:
    text = password_links.setup_link(settings, NOON).rpartition("/")[2]
    password_links.require_setup(settings.secret_keys, text, NOON + 7 * DAY - timedelta(seconds=1))
    with pytest.raises(Gone):
        password_links.require_setup(settings.secret_keys, text, NOON + 7 * DAY)
