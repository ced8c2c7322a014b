"""What a letter can be added to with: what is public or to come, and not told of in it yet."""

from datetime import timedelta

from sqlalchemy.orm import Session

from mediahub.newsletter import service
from mediahub.newsletter.studio.choices import episodes_for, webcasts_for
from tests.conftest import NOON
from tests.factories import make_episode, make_show, make_webcast
from tests.mediahub.newsletter.letters import make_letter

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def test_episodes_that_are_out_and_not_told_of_here(rows: Session) -> None:
    show = make_show(rows)
    out = {"opens_at": NOON - 90 * DAY}
    letter, other = make_letter(rows), make_letter(rows)
    told, told_elsewhere, newest = (
        make_episode(rows, show, opens_at=NOON - days * DAY) for days in (92, 91, 90)
    )
    for held, episode in ((letter, told), (other, told_elsewhere)):
        service.add_item(rows, held, service.new_item(about=episode))
    make_episode(rows, show)
    make_episode(rows, show, opens_at=NOON + SECOND)
    make_episode(rows, show, **out, closes_at=NOON)
    assert list(episodes_for(rows, letter, NOON)) == [newest, told_elsewhere]


def test_webcasts_that_are_listed_and_to_come_and_not_told_of_here(rows: Session) -> None:
    letter, other = make_letter(rows), make_letter(rows)
    told, told_elsewhere, later = (
        make_webcast(rows, opens_at=NOON, starts_at=NOON + days * DAY) for days in (1, 0, 3)
    )
    for held, webcast in ((letter, told), (other, told_elsewhere)):
        service.add_item(rows, held, service.new_item(about=webcast))
    make_webcast(rows, opens_at=None)
    make_webcast(rows, opens_at=NOON + SECOND)
    make_webcast(rows, starts_at=NOON - SECOND)
    make_webcast(rows, cancelled_at=NOON)
    assert list(webcasts_for(rows, letter, NOON)) == [told_elsewhere, later]
