"""Who belongs together: for staff by name or domain, for the giver by what is registered."""

import pytest

from mediahub.participants.details import Details
from mediahub.participants.models import Participant
from mediahub.participants.organisations import (
    are_known_colleagues,
    is_public,
    is_same_organisation,
    share_domain,
)


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        (("a@x.se", "Borås stad"), ("b@y.se", "BORÅS  Stad"), True),
        (("a@x.se", "Borås stad"), ("b@y.se", "Borås Stads kansli"), False),
        (("a@boras.se", None), ("b@boras.se", None), True),
        (("a@boras.se", "Borås stad"), ("b@boras.se", "Kultur i Borås"), True),
        (("a@boras.se", None), ("b@skola.boras.se", None), True),
        (("a@gmail.com", None), ("b@gmail.com", None), False),
        (("a@gmail.com", "Borås stad"), ("b@gmail.com", "borås stad"), True),
        (("a@x.se", None), ("b@y.se", None), False),
    ],
)
def test_staff_are_told_by_name_or_domain(
    old: tuple[str, str | None], new: tuple[str, str | None], is_same: bool
) -> None:
    before = Participant(email=old[0], organisation=old[1])
    assert is_same_organisation(before, Details("Eva Ek", *new)) is is_same


@pytest.mark.parametrize(
    ("giver", "registered", "are_colleagues"),
    [
        (("a@boras.se", "Borås stad"), None, True),
        (("a@boras.se", "Borås stad"), "BORÅS stad", True),
        (("a@boras.se", "Borås stad"), "", True),
        (("a@boras.se", ""), "Göteborgs Stad", True),
        (("a@boras.se", "Borås stad"), "Göteborgs Stad", False),
        (("a@gmail.com", "Borås stad"), "Borås stad", False),
        (("a@goteborg.se", "Borås stad"), "Borås stad", False),
    ],
)
def test_the_giver_is_told_by_domain_unless_what_is_registered_differs(
    giver: tuple[str, str], registered: str | None, are_colleagues: bool
) -> None:
    known = None
    if registered is not None:
        known = Participant(email="b@boras.se", organisation=registered or None)
    person = Participant(email=giver[0], organisation=giver[1] or None)
    assert are_known_colleagues(person, "b@boras.se", known) is are_colleagues


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ("boras.se", "boras.se", True),
        ("skola.boras.se", "boras.se", True),
        ("boras.se", "a.b.boras.se", True),
        ("skola.boras.se", "vard.boras.se", False),
        ("boras.se", "xboras.se", False),
        ("boras.se", "se", False),
        ("boras.se", "boras.nu", False),
        ("hotmail.com", "hotmail.com", False),
        ("hotmail.co.uk", "hotmail.co.uk", False),
        ("live.se", "live.se", False),
        ("user.telia.com", "telia.com", False),
        ("user.telia.com", "user.telia.com", False),
        ("icloud.com", "icloud.com", False),
        ("live.boras.se", "boras.se", True),
        ("outlookkonsult.se", "outlookkonsult.se", True),
    ],
)
def test_domains(one: str, other: str, is_shared: bool) -> None:
    for first, second in ((one, other), (other, one)):
        assert share_domain(f"a@{first}", f"b@{second}") is is_shared


def test_what_everyone_has() -> None:
    for domain in ("gmail.com", "outlook.com", "live.com", "telia.com", "me.com", "yahoo.co.uk"):
        assert is_public(domain)
    for domain in ("skr.se", "co.se", "vgregion.se", "kommun.yahoo.boras.se"):
        assert not is_public(domain)
