"""Search in the studio: all that there is, and where in the studio the rest of it stands."""

from mediahub.accounts.models import Role
from mediahub.hub import Hub
from tests.factories import make_user
from tests.mediahub.search.archive import bring_up_index, fill
from tests.mediahub.studio import at_work, said
from tests.mediahub.visitor import attributes, page_of, select


def test_staff_find_everything_and_open_it_where_they_may(studio: Hub) -> None:
    fill(studio)
    bring_up_index(studio)
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
    with at_work(studio, staff) as member:
        found = member.get("/studio/sok", q="cykelbana")
        page = page_of(found)
        listens = select(page, ".listen")
        drafts = page.xpath("//a[contains(@href, '/forhandsvisning#')]")
        statuses = {
            member.get(str(one.get("href")).partition("#")[0]).status_code for one in drafts
        }
    assert statuses == {200}
    assert len(said(found, ".result h2")) == 8
    where = dict(
        zip(
            said(found, ".result h2"),
            attributes(page, ".passage .meta a", "href"),
            strict=True,
        )
    )
    by_title = {title: str(path) for title, path in where.items()}
    assert by_title["Publicerat"] == "/resan/publicerat#t=60"
    assert by_title["Repris"] == "/webbsandningar/repris/inspelning#t=60"
    assert by_title["Stangd-Repris"] == "/studio/webbsandningar/stangd-repris/inspelning#t=60"
    assert by_title["For-Anmalda"] == "/studio/webbsandningar/for-anmalda/inspelning#t=60"
    assert by_title["Utkast"].startswith("/studio/avsnitt/")
    assert by_title["Utkast"].endswith("/forhandsvisning#t=60")
    titles = dict(
        zip(said(found, ".result h2"), attributes(page, ".result h2 a", "href"), strict=True)
    )
    assert titles["For-Anmalda"] == "/webbsandningar/for-anmalda"
    assert titles["Olistad"] == "/studio/webbsandningar/olistad"
    assert [one.get("href") for one in listens] == ["/resan/publicerat?t=60#t=60"]


def test_the_menu_has_a_field_and_strangers_do_not_come_in(studio: Hub) -> None:
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
    with at_work(studio, staff) as member:
        page = page_of(member.get("/studio"))
        assert attributes(page, ".side form[@role='search']", "action") == ["/studio/sok"]
        assert "People" in said(member.get("/studio/sok"), ".entries a")
    with at_work(studio) as stranger:
        assert stranger.get("/studio/sok", q="cykelbana").status_code == 303


def test_how_a_word_is_understood(studio: Hub) -> None:
    with studio.writing() as db:
        staff = make_user(db, Role.STAFF)
    with at_work(studio, staff) as member:
        page = member.get("/studio/sok/ord", ord=" medborgarbudgetarna ")
        steps = dict(zip(said(page, ".facts dt"), said(page, ".facts dd"), strict=True))
        assert steps["Basic form"] == "medborgarbudget"
        assert steps["Parts that find it, too"] == "medborgare, budget"
        assert steps["In the dictionary"] == "not in it"
        assert said(member.get("/studio/sok/ord", ord="…"), ".facts dd") == [
            "nothing to search for"
        ]
        assert said(member.get("/studio/sok/ord"), ".facts dd") == []
