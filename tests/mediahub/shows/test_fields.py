"""The table of a show's fields, against its columns and what services take."""

from mediahub.forms.fields import columns_of, filled_from, read
from mediahub.shows.fields import ALL, ShowFields, values_for
from mediahub.shows.models import Season, Show

# What the licence is made of, and is one field.
LICENCE = {"license_identifier", "license_url"}


def test_services_are_given_what_the_table_holds() -> None:
    assert {*columns_of(ALL), *LICENCE} == set(ShowFields.__annotations__)


def test_columns_are_of_the_table_or_the_services_own() -> None:
    """A column that is neither would be missing in the form, the commands and the log."""
    own = {"id", "slug", "guid", "created_at", "changed_at", "revision"}
    files = {"cover_id", "cover_small_id", "icon_id"}
    columns = set(Show.__table__.columns.keys()) - own - files
    assert columns == {*columns_of(ALL), *LICENCE}


def test_what_is_saved_comes_back_as_it_was() -> None:
    show = Show(
        title="Podden",
        description="Ett.\n\nTvå.",
        language="sv",
        author="SKR",
        owner_in_feed=False,
        categories=["News > Politics", "Government"],
        explicit=False,
        type="episodic",
        license_identifier="cc-by-4.0",
        license_url="https://creativecommons.org/licenses/by/4.0/",
        medium="podcast",
        complete=False,
        block=True,
        locked=True,
        feed_limit=300,
        funding=[{"url": "https://skr.se", "text": "Stöd oss"}],
        platform_links=[{"url": "https://a.se", "name": ""}],
        locations=[{"text": "Umeå"}, {"geo": "geo:63.8,20.3", "text": "Umeå"}],
        txt=[{"purpose": "verify", "value": "a=b"}],
        blocks=[{"service": "x", "blocked": False}],
        podroll=[{"feed_guid": "g", "feed_url": "https://b.se/f"}],
        publisher={"feed_guid": "g", "feed_url": "https://c.se", "medium": "publisher"},
        update_frequency={"rrule": "FREQ=WEEKLY;COUNT=3", "text": "Varje", "dtstart": "2026-03-04"},
        seasons=[Season(number=1, name="Ett"), Season(number=2)],
    )
    values, errors = read(filled_from(ALL, show), show, "sv")
    assert errors == {}
    assert values.pop("season") == [(1, "Ett"), (2, "")]
    assert values.pop("host") == []
    told = {name: getattr(show, name) for name in ShowFields.__annotations__}
    assert values_for(values) == told
