"""Tables of persons and organisations, and the columns that every kind of credit has."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from mediahub.db import Base, Touched


class Organisation(Touched, Base):
    """A municipality, region, university … under the name it had then."""

    __tablename__ = "organisations"

    name: Mapped[str] = mapped_column(String(200), unique=True)


class Person(Touched, Base):
    """Someone credited, once, however many episodes they take part in."""

    __tablename__ = "people"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    url: Mapped[str | None] = mapped_column(String(500))


CREDIT_COLUMNS = ("role", "group", "title", "person_id", "organisation_id")
"""What a credit says, for those who compare or keep it."""


class Credit(Touched):
    """Who did what, with the title and organisation they had then.

    `role` and `group` are names of the podcast namespace taxonomy, such as host and cast.
    """

    position: Mapped[int] = mapped_column(default=0)
    role: Mapped[str] = mapped_column(String(64))
    group: Mapped[str] = mapped_column(String(64))
    title: Mapped[str | None] = mapped_column(String(200))

    @declared_attr
    def person_id(cls) -> Mapped[UUID]:
        """The person."""
        return mapped_column(ForeignKey("people.id"), index=True)

    @declared_attr
    def organisation_id(cls) -> Mapped[UUID | None]:
        """The organisation they spoke for, if any."""
        return mapped_column(ForeignKey("organisations.id"), index=True)

    @declared_attr
    def person(cls) -> Mapped[Person]:
        """The person."""
        return relationship(Person, lazy="joined", innerjoin=True)

    @declared_attr
    def organisation(cls) -> Mapped[Organisation | None]:
        """The organisation."""
        return relationship(Organisation, lazy="joined")
