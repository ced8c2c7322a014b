"""Where in the studio one is: the webcast or series whose participants a page is about."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request

from mediahub.errors import NotFound
from mediahub.participants.models import Registration
from mediahub.participants.service import Target, is_for
from mediahub.webcasts.models import Webcast
from mediahub.webcasts.series import get_series
from mediahub.webcasts.service import get_webcast
from mediahub.webcasts.urls import STUDIO_SERIES, STUDIO_WEBCASTS


@dataclass(frozen=True, slots=True)
class RegistrationTarget:
    """A webcast or a series, and the address of its page."""

    target: Target
    home: str

    @property
    def is_webcast(self) -> bool:
        """Whether it is a webcast; a series otherwise."""
        return isinstance(self.target, Webcast)

    @property
    def kind(self) -> str:
        """What the audit log calls it."""
        return "webcast" if self.is_webcast else "series"

    @property
    def list(self) -> str:
        """The address of its participants."""
        return f"{self.home}/deltagare"


def target_for(target: Target) -> RegistrationTarget:
    """The place of a webcast or a series."""
    above = STUDIO_WEBCASTS if isinstance(target, Webcast) else STUDIO_SERIES
    return RegistrationTarget(target, f"{above}/{target.slug}")


def target_of(request: Request, db: Session) -> RegistrationTarget:
    """The one that the address names, or NotFound."""
    slug = request.path_params["slug"]
    is_series = request.url.path.startswith(f"{STUDIO_SERIES}/")
    return target_for(get_series(db, slug) if is_series else get_webcast(db, slug))


def registration_at(db: Session, place: RegistrationTarget, identity: UUID) -> Registration:
    """The registration with this id at this very place, or NotFound."""
    wanted = select(Registration).where(Registration.id == identity, is_for(place.target))
    found = db.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound("There is no such registration here. It may have been erased.")
    return found
