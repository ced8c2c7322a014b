"""The feed of a show in the studio: its channel as XML, and what breaks a rule."""

from mediahub.accounts.models import Role
from mediahub.hub import Hub
from mediahub.shows.feed import channel_of
from mediahub.syndication.preview import channel_lines
from tests.conftest import NOON
from tests.factories import make_episode, make_show, make_user
from tests.mediahub.studio import at_work, said
from tests.mediahub.visitor import attributes, page_of

FEED = "/studio/serier/resan/flode"


def test_the_channel_and_what_is_to_be_mended(studio: Hub) -> None:
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
        show = make_show(db, slug="resan", description="A <b> & ]]> c")
        episode = make_episode(db, show, title="Råd", description="", opens_at=NOON)
    with at_work(studio, staff) as member:
        page = member.get(FEED)
        assert "<title>Demokratiresan</title>" in page_of(page).xpath("//pre")[0].text_content()
        assert "<item>" not in page_of(page).xpath("//pre")[0].text_content()
        checked = member.get(FEED, kontrollera="1")
    assert said(checked, ".notice")[0].startswith("1 episode checked:")
    about = said(checked, "tbody th")
    mended = attributes(page_of(checked), "tbody td a", "href")
    assert ("Demokratiresan", "/studio/serier/resan#omslag") in zip(about, mended, strict=True)
    assert ("Råd", f"/studio/avsnitt/{episode.id}") in zip(about, mended, strict=True)
    levels = said(checked, "tbody td[1]")
    assert levels == sorted(levels)


def test_what_is_to_be_mended_is_mended_in_this_show(studio: Hub) -> None:
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
        shows = [make_show(db, slug=slug) for slug in ("resan", "en-annan")]
        episodes = [
            make_episode(db, show, title="Råd", description="", opens_at=NOON) for show in shows
        ]
    with at_work(studio, staff) as member:
        for show, episode in zip(shows, episodes, strict=True):
            checked = member.get(f"/studio/serier/{show.slug}/flode", kontrollera="1")
            mended = attributes(page_of(checked), "tbody td a", "href")
            pages = {path for path in mended if path and path.startswith("/studio/avsnitt/")}
            assert pages == {f"/studio/avsnitt/{episode.id}"}


def test_the_lines_are_the_feed_itself(studio: Hub) -> None:
    with studio.writing() as db:
        show = make_show(db, description="Ett\n\nTvå <b> ]]> slut", owner_email="a@b.se")
        lines = channel_lines(channel_of(show, "https://podd.example"))
    told = ["".join(text for _, text in line) for line in lines]
    assert told[-1] == "</rss>"
    assert "    <title>Demokratiresan</title>" in told
    assert ("tag", "<rss") in lines[1]
