"""Networks: webcasts for the members of a year, and documents that last."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from mediahub.db import check_row, unique
from mediahub.errors import Invalid, NotFound
from mediahub.media.deletion import request_deletion
from mediahub.media.models import MediaFile
from mediahub.media.slugs import check_slug, slug
from mediahub.shows.service import LARGEST_NUMBER
from mediahub.webcasts.models import Network, NetworkDocument


class NetworkFields(TypedDict, total=False):
    """What can be said of a network; see `webcasts.models.Network` for what each means."""

    title: str
    slug: str
    description: str
    places_per_organisation: int


def add_network(db: Session, *, now: datetime, **fields: Unpack[NetworkFields]) -> Network:
    """A new network; `title` is needed, and the address is made from it.

    Invalid for what breaks a rule, Conflict for an address that is taken.
    """
    fields.setdefault("slug", slug(fields["title"]))
    network = Network(created_at=now)
    edit_network(db, network, **fields)
    return network


def edit_network(db: Session, network: Network, **fields: Unpack[NetworkFields]) -> None:
    """Change what is given and leave the rest; refusals as for `add_network`."""
    for name, value in fields.items():
        setattr(network, name, value)
    if not network.title.strip():
        raise Invalid("A network needs a title.")
    check_row(network)
    check_slug(network.slug)
    if not 1 <= fields.get("places_per_organisation", 1) <= LARGEST_NUMBER:
        raise Invalid(
            "An organisation has 1 place or more in a network, not {count}.",
            count=network.places_per_organisation,
        )
    with unique("There is already a network called “{slug}”.", slug=network.slug):
        db.add(network)
        db.flush()


def add_document(db: Session, network: Network, media: MediaFile, title: str) -> NetworkDocument:
    """Put a kept document last in the network's room, under its title; Invalid without one."""
    if not title.strip():
        raise Invalid("A document needs a title.")
    document = NetworkDocument(media=media, title=title, position=len(network.documents))
    network.documents.append(document)
    db.flush()
    return document


def remove_document(db: Session, document: NetworkDocument, now: datetime) -> None:
    """Take a document out of the room; its bytes are to go."""
    request_deletion(db, document.media, "network.document", now)
    document.network.documents.remove(document)
    db.flush()


def get_network(db: Session, slug: str) -> Network:
    """The network at this slug, or NotFound."""
    network = db.scalars(select(Network).where(Network.slug == slug)).one_or_none()
    if network is None:
        raise NotFound("There is no network called “{slug}”.", slug=slug)
    return network


def list_networks(db: Session) -> Sequence[Network]:
    """Every network with its webcasts and documents, by title."""
    query = select(Network).options(selectinload(Network.webcasts), selectinload(Network.documents))
    return db.scalars(query.order_by(Network.title)).all()
