"""What the pages are given of what was found."""

from mediahub.hub import Hub
from mediahub.search.content.search_items import Part
from mediahub.search.content.visibility import Audience, visible_to
from mediahub.search.index.provider import opened
from mediahub.search.query.searcher import SearchQuery
from mediahub.search.view import episodes_in_order, groups_of
from tests.conftest import NOON
from tests.mediahub.search.archive import bring_up_index, fill


def test_what_staff_find_plays_here_when_it_is_public(hub: Hub) -> None:
    fill(hub)
    bring_up_index(hub)
    with opened(hub) as index, hub.reading() as db:
        staff, visitors = (visible_to(db, one, NOON) for one in (Audience.STAFF, Audience.VISITOR))
        results = index.query(SearchQuery("cykelbana", staff=True, visible=staff))
        groups = groups_of(db, results, visitors)
        some = [group.item for group in results.groups if "/resan/" in group.item.url][:2]
        in_order = [f"{view.path}" for view in episodes_in_order(db, some[::-1])]
    names = {one.group.item.url.rpartition("/")[2]: one for one in groups}
    assert len(names) == 8
    assert [name for name, one in names.items() if one.audio is not None] == ["publicerat"]
    public = {name: one.public for name, one in names.items() if one.public is not Part.NONE}
    assert public == {
        "publicerat": Part.ALL,
        "repris": Part.ALL,
        "stangd-repris": Part.PAGE,
        "for-anmalda": Part.PAGE,
    }
    assert in_order == [item.url for item in some[::-1]]
