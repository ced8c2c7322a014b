"""Networks: added and edited by the rules, found, with documents that last."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from mediahub.errors import Conflict, Invalid, NotFound
from mediahub.webcasts.networks import (
    add_document,
    add_network,
    edit_network,
    get_network,
    list_networks,
)
from tests.conftest import NOON
from tests.factories import make_media_file, make_network


def test_the_address_is_made_from_the_title_and_taken_once(db: Session) -> None:
    network = add_network(db, now=NOON, title="Nätverket")
    assert (network.slug, network.places_per_organisation) == ("natverket", 2)
    with pytest.raises(Conflict) as refusal:
        add_network(db, now=NOON, title="Nätverket")
    assert str(refusal.value) == "There is already a network called “natverket”."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "A network needs a title."),
        ({"slug": "Å"}, "“Å” is not an address: use a–z, 0–9 and single hyphens."),
        (
            {"places_per_organisation": 0},
            "An organisation has 1 place or more in a network, not 0.",
        ),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused(
    rows: Session, fields: dict[str, Any], sentence: str
) -> None:
    network = make_network(rows)
    with pytest.raises(Invalid) as refusal:
        edit_network(rows, network, **fields)
    assert str(refusal.value) == sentence


def test_documents_lie_in_the_order_they_came(db: Session) -> None:
    network = make_network(db, slug="natverket")
    for title in ("Stadgar", "Bilder"):
        add_document(db, network, make_media_file(db), title)
    db.expire_all()
    held = get_network(db, "natverket").documents
    assert [(document.position, document.title) for document in held] == [
        (0, "Stadgar"),
        (1, "Bilder"),
    ]


def test_a_document_needs_a_title(rows: Session) -> None:
    with pytest.raises(Invalid, match="A document needs a title"):
        add_document(rows, make_network(rows), make_media_file(rows), " ")


def test_they_are_found_by_slug_and_listed_by_title(rows: Session) -> None:
    second, first = make_network(rows, title="B"), make_network(rows, title="A")
    assert list(list_networks(rows)) == [first, second]
    with pytest.raises(NotFound) as refusal:
        get_network(rows, "finns-inte")
    assert str(refusal.value) == "There is no network called “finns-inte”."
