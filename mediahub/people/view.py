"""What pages tell of those who are credited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from feeds.credits import HOSTS
from feeds.taxonomy import role
from mediahub.people.models import Credit


@dataclass(frozen=True, slots=True)
class Role:
    """Everyone credited in a role, under its name in the reader's language."""

    label: str
    credits: Sequence[Credit]


def roles_of(credits: Iterable[Credit], language: str) -> Sequence[Role]:
    """Guests, then hosts, then everyone else."""
    ordered = sorted(credits, key=_rank)
    named = groupby(ordered, key=lambda credit: (credit.role, credit.group))
    return [Role(_label(*names, language), list(group)) for names, group in named]


def _rank(credit: Credit) -> tuple[bool, bool, str, str]:
    is_cast = credit.group == "cast"
    is_guest = is_cast and credit.role not in HOSTS
    return not is_guest, not is_cast, credit.group, credit.role


def _label(slug: str, group: str, language: str) -> str:
    found = role(slug, group)
    return found.sv if language == "sv" else found.en


def credit_text(credit: Credit) -> str:
    """ "Katarina Sundberg, ämnesråd, Miljödepartementet"."""
    organisation = credit.organisation.name if credit.organisation else None
    return ", ".join(part for part in (credit.person.name, credit.title, organisation) if part)


def schema_person(credit: Credit) -> dict[str, Any]:
    """schema.org/Person, with the title and organisation they had then."""
    facts = {
        "jobTitle": credit.title,
        "url": credit.person.url,
        "affiliation": credit.organisation
        and {"@type": "Organization", "name": credit.organisation.name},
    }
    return {
        "@type": "Person",
        "name": credit.person.name,
        **{name: value for name, value in facts.items() if value},
    }
