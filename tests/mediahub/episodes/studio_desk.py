"""What tests of the episodes' studio stand on: a show that may publish, a draft, people."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mediahub.accounts.models import Role, User, UserShow
from mediahub.episodes.models import Episode, PublishRequest
from mediahub.episodes.service import preload
from mediahub.hub import Hub
from mediahub.media.models import Purpose
from mediahub.media.uploads import service
from mediahub.media.uploads.jobs import check_upload
from mediahub.shows.models import Show
from mediahub.shows.service import get_show
from tests.factories import make_user
from tests.mediahub.studio import Member
from tests.mediahub.visitor import select as select_on
from tests.studio_setup import SLUG

EPISODES = "/studio/avsnitt"


def producer(hub: Hub, role: Role = Role.PRODUCER, only: str | None = None) -> User:
    """Somebody who works here; limited to a show if one is named."""
    with hub.writing() as db:
        kept = [UserShow(show_id=get_show(db, only).id)] if only else []
        return make_user(db, role, is_limited=bool(only), shows=kept)


def upload(
    hub: Hub, user: User, file: Path, purpose: Purpose = Purpose.AUDIO, name: str = ""
) -> str:
    """The id of a file that the user has sent, and that has been looked at."""
    data = file.read_bytes()
    with hub.writing() as db:
        begun = service.begin_upload(
            db,
            hub.store,
            filename=name or file.name,
            size_bytes=len(data),
            largest_bytes=10**9,
            purpose=purpose,
            actor=str(user.id),
            now=hub.now(),
        )
        begun.digests = {"1": sha256(data).hexdigest()}
        hub.store.put_part(begun.key, begun.store_id, 1, data)
        service.finish_upload(db, begun)
    check_upload(hub, begun.id)
    return str(begun.id)


def the_episode(hub: Hub, title: str | None = None) -> Episode:
    """The only episode, or the one of this title, as it is now."""
    found = select(Episode).options(*preload(), joinedload(Episode.audio), joinedload(Episode.show))
    if title is not None:
        found = found.where(Episode.title == title)
    with hub.reading() as db:
        return db.scalars(found).unique().one()


def orders(hub: Hub) -> Sequence[UUID]:
    """What waits to be published."""
    with hub.reading() as db:
        return db.scalars(select(PublishRequest.id)).all()


def show_of(hub: Hub, slug: str = SLUG) -> Show:
    """The show."""
    with hub.reading() as db:
        return get_show(db, slug)


def form_of(member: Member, path: str) -> dict[str, str]:
    """What the form of the editor holds; of rows the last one."""
    page = member.visitor.read(path)
    form = select_on(page, "#avsnitt")[0]
    return {name: value or "" for name, value in form.form_values() if name}
