"""What was signed by an earlier version still opens: links in people's mail outlive every change.

The texts were computed once, outside the service, as HMAC-SHA256 over the parts with their lengths.
A test that fails here tells that links that were given out are dead: mend the code, not the text.
"""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from mediahub.accounts.login import password_links
from mediahub.accounts.models import User
from mediahub.episodes.models import Episode
from mediahub.episodes.preview import preview_link, previewed_until
from mediahub.hub import Hub
from mediahub.participants import links
from mediahub.participants.models import NetworkMember, Participant, Registration
from mediahub.participants.public import registration_form
from mediahub.portal import feed_tokens
from mediahub.sendouts.models import SendoutKind
from mediahub.sendouts.optout import optout_url, read_optout
from mediahub.settings import Settings
from tests.conftest import NOON
from tests.factories import (
    make_episode,
    make_member,
    make_network,
    make_participant,
    make_registration,
    make_show,
    make_user,
    make_webcast,
)
from tests.mediahub.studio import at_work

DAY = timedelta(days=1)
SITE = "https://podd.example"
SEAT, MEMBERSHIP, PERSON, USER, EPISODE = (UUID(int=number) for number in range(0x11, 0x16))
PERSONAL = "00000000000000000000000000000011ZRQl96oIGubce4BxA6B_XJCucopT8h1OO8db4t_OzGg"
MEMBERS = "00000000000000000000000000000012TxnNbpZDYbZutPKyRP_Y4malIbHvynyS4TMuDX4wyZg"
PLACE = "00000000000000000000000000000011paPlo-3kY6PFQVf5iFyHruBrUBojEMGdHEtz9_AzzLM"
FEED = "p00000000000000000000000000000011fgsgxtZTCiPUvuxYboV7Bi5xCwPOwlxb3qZWwMaUf_k"
MEMBERS_FEED = "m00000000000000000000000000000012UVZhwJGcqLTB3xePeIygN9cMRoG-55npV4r0uDlG1kc"
CALENDAR = "p00000000000000000000000000000011pfQV7lHOgV3zQk3zskVWoeWxkLD_pzulxWqkTveorx8"
OPT_OUT = "00000000000000000000000000000013fbPMV6FVxuQfqWtjllqV5gtuo6poEZh3b7yn7HMUdxQ"
PASSWORD = "000000000000000000000000000000141772712000TXjCQaPdl4glJtoh3APusJ7feAMeHNeFUqfYcEqlFKI"
SETUP = "000000000000000000000000000000001773230400omu6ZzPFwGvNZhYb6C8UMkd1aJDR_XAtfkrtFTojAd4"
PREVIEW = "expires=1772712000&signature=uH4gUg08_fJ25vAXWzj2r-oarFp_YI0CZpe1brlrqF4"
FORM_TOKEN = "salt.tWiwkfWaxLc5MMA3l_ALjk9YvaJ2SbIsCRokjPgyBzc"
STAMP = "1772625600.aNiVc6i3YLTsvoK2ZU5KjWdyKsPbTc4Hw-QdlOAcFK0"
FILE = (
    "/filer/media/a.mp3?expires=1772712000&name=%C3%A5.mp3&type=audio%2Fmpeg"
    "&signature=jivs58zCKsRDhp-9KUrELm_PADgzcdN0oQHFU083t9E"
)
PART = (
    "/filer/media/a.mp3?expires=1772712000&part=2&size=5&upload=U"
    "&signature=onIF-fkOLE-fDg2UD_CZDmtcEBn12cQIfC8JZiHrjmQ"
)


@pytest.fixture
def secrets(settings: Settings) -> tuple[str, ...]:
    return settings.secret_keys


@pytest.fixture
def seat(rows: Session) -> Registration:
    return make_registration(rows, make_webcast(rows), id=SEAT, version=3)


@pytest.fixture
def member(rows: Session) -> NetworkMember:
    return make_member(rows, make_network(rows), id=MEMBERSHIP, version=2)


@pytest.fixture
def person(rows: Session) -> Participant:
    return make_participant(rows, id=PERSON)


@pytest.fixture
def user(rows: Session) -> User:
    return make_user(rows, id=USER, version=4)


@pytest.fixture
def episode(rows: Session) -> Episode:
    return make_episode(rows, make_show(rows), id=EPISODE)


def test_personal_links(
    rows: Session, settings: Settings, seat: Registration, member: NetworkMember
) -> None:
    assert links.personal_link(settings, seat) == f"{SITE}/inspelning/{PERSONAL}"
    assert links.personal_link(settings, member) == f"{SITE}/inspelning/{MEMBERS}"
    assert links.registration_of(rows, settings.secret_keys, PERSONAL) is seat
    assert links.member_of(rows, settings.secret_keys, MEMBERS) is member


def test_place_in_line(rows: Session, settings: Settings, seat: Registration) -> None:
    assert links.waitlist_link(settings, seat) == f"{SITE}/webbsandningar/plats/{PLACE}"
    assert links.waitlisted_of(rows, settings.secret_keys, PLACE) is seat


def test_private_feeds_and_calendars(
    rows: Session, secrets: tuple[str, ...], seat: Registration, member: NetworkMember
) -> None:
    made = [feed_tokens.feed_token(secrets, one) for one in (seat, member)]
    assert (made, feed_tokens.calendar_token(secrets, seat)) == ([FEED, MEMBERS_FEED], CALENDAR)
    assert feed_tokens.feed_viewer(rows, secrets, FEED).holder is seat
    assert feed_tokens.feed_viewer(rows, secrets, MEMBERS_FEED).holder is member
    assert feed_tokens.calendar_viewer(rows, secrets, CALENDAR).holder is seat


def test_no_more_mails_of_a_kind(rows: Session, settings: Settings, person: Participant) -> None:
    kind = SendoutKind.LAST_CHANCE
    assert optout_url(settings, person.id, kind) == f"{SITE}/avanmalan/{OPT_OUT}"
    assert read_optout(rows, settings.secret_keys, OPT_OUT) == (person, kind)


def test_invitations_and_new_passwords(rows: Session, settings: Settings, user: User) -> None:
    link = password_links.password_link(settings, user, NOON + DAY)
    assert link == f"{SITE}/studio/losenord/{PASSWORD}"
    assert password_links.user_of(rows, settings.secret_keys, PASSWORD, NOON) is user


def test_the_first_administrator(settings: Settings) -> None:
    link = password_links.setup_link(settings, NOON)
    assert link == f"{SITE}/studio/kom-igang/{SETUP}"
    password_links.require_setup(settings.secret_keys, SETUP, NOON)


def test_previews(settings: Settings, episode: Episode) -> None:
    assert urlsplit(preview_link(settings, episode, NOON, DAY)).query == PREVIEW
    asked = dict(parse_qsl(PREVIEW))
    assert previewed_until(settings, episode, asked, NOON) == NOON + DAY


def test_files_and_parts_of_uploads(hub: Hub) -> None:
    kind = "audio/mpeg"
    link = hub.store.link("media/a.mp3", DAY, filename="å.mp3", content_type=kind).url
    assert link == SITE + FILE
    assert hub.store.part_link("media/a.mp3", "U", 2, 5, DAY) == SITE + PART


def test_form_of_registration(secrets: tuple[str, ...]) -> None:
    page = "/webbsandningar/x"
    assert registration_form.stamp(secrets, page, NOON) == STAMP
    registration_form.require_time(secrets, page, STAMP, NOON + registration_form.SHORTEST)


@pytest.mark.parametrize(("token", "status"), [(FORM_TOKEN, 422), (f"x{FORM_TOKEN}", 403)])
def test_form_that_was_open_meanwhile(studio: Hub, token: str, status: int) -> None:
    with at_work(studio) as stranger:
        stranger.visitor.client.cookies.set("studio-form", "b" * 32, domain="site.example")
        answer = stranger.post("/studio/logga-in", {"csrf": token, "email": "", "password": ""})
    assert answer.status_code == status
