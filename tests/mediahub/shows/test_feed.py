"""From a show's rows to its channel."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from feeds.model import Channel, License, Owner
from mediahub.shows.feed import channel_of
from tests.factories import make_media_file, make_show


def channel(rows: Session, **fields: Any) -> Channel:
    return channel_of(make_show(rows, slug="resan", **fields), "https://podd.example")


def test_addresses_begin_with_the_origin(rows: Session) -> None:
    made = channel(rows)
    assert (made.self_url, made.json_url, made.link) == (
        "https://podd.example/feeds/resan.xml",
        "https://podd.example/feeds/resan.json",
        "https://podd.example/resan",
    )


@pytest.mark.parametrize(
    ("fields", "owner"),
    [
        ({"owner_email": "a@skr.example"}, None),
        ({"owner_in_feed": True}, None),
        (
            {"owner_email": "a@skr.example", "owner_in_feed": True},
            Owner("a@skr.example", "Sveriges Kommuner och Regioner"),
        ),
        (
            {"owner_email": "a@skr.example", "owner_in_feed": True, "owner_name": "Anna"},
            Owner("a@skr.example", "Anna"),
        ),
    ],
)
def test_the_owner_is_told_only_when_switched_on(
    rows: Session, fields: dict[str, Any], owner: Owner | None
) -> None:
    assert channel(rows, **fields).owner == owner


def test_a_licence_is_told_with_its_address(rows: Session) -> None:
    given = {"license_identifier": "egen", "license_url": "https://skr.example/villkor"}
    assert channel(rows, **given).license == License("egen", "https://skr.example/villkor")
    assert channel_of(make_show(rows), "https://podd.example").license is None


def test_the_cover_is_told_with_its_facts(rows: Session) -> None:
    cover = make_media_file(
        rows, filename="omslag.jpg", content_type="image/jpeg", width=3000, height=3000,
        tags={"mode": "RGB"},
    )  # fmt: skip
    image = channel(rows, cover=cover).image
    assert image is not None
    assert image.href == f"https://podd.example/media/{cover.id}/omslag.jpg"
    assert (image.width, image.height, image.mode) == (3000, 3000, "RGB")


def test_a_description_is_clean_html_and_its_summary_words(rows: Session) -> None:
    made = channel(rows, description="# Om\n\n<script>x</script>\n\n**Resan**")
    assert (made.description, made.summary) == (
        "<p><strong>Om</strong></p>\n\n<p><strong>Resan</strong></p>",
        "Om Resan",
    )
