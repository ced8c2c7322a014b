"""Who belongs together: for staff by name or domain, for the giver by what is registered."""

import pytest

from mediahub.participants.details import Details
from mediahub.participants.models import Participant
from mediahub.participants.organisations import (
    are_known_colleagues,
    is_domain_of,
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
        (("a@boras.se", ""), "Göteborgs Stad", False),
        (("a@boras.se", ""), None, False),
        (("a@boras.se", "Göteborgs Stad"), None, False),
        (("a@boras.se", "Borås stad"), "Göteborgs Stad", False),
        (("a@gmail.com", "Borås stad"), "Borås stad", False),
        (("a@goteborg.se", "Borås stad"), "Borås stad", False),
    ],
)
def test_the_giver_is_told_by_the_domain_of_what_is_registered(
    giver: tuple[str, str], registered: str | None, are_colleagues: bool
) -> None:
    known = None
    if registered is not None:
        known = Participant(email="b@boras.se", organisation=registered or None)
    person = Participant(email=giver[0], organisation=giver[1] or None)
    assert are_known_colleagues(person, "b@boras.se", known) is are_colleagues


def test_strangers_at_a_domain_that_no_list_has_are_asked_about() -> None:
    for domain in ("nyposten.example", "web.example"):
        giver = Participant(email=f"a@{domain}", organisation="Borås stad")
        other = Participant(email=f"b@{domain}", organisation="Borås stad")
        for known in (None, other):
            assert not are_known_colleagues(giver, other.email, known)


@pytest.mark.parametrize(
    ("domain", "organisation", "is_its"),
    [
        ("boras.se", "Borås stad", True),
        ("goteborg.se", "Göteborgs Stad", True),
        ("skola.goteborg.se", "Göteborgs Stad", True),
        ("ostragoinge.se", "Östra Göinge kommun", True),
        ("regionstockholm.se", "Region Stockholm", True),
        ("skr.se", "SKR", True),
        ("skr.se", "Sveriges Kommuner och Regioner", True),
        ("xn--skvde-kua.se", "Skövde kommun", True),
        ("inera.se", "Inera AB", True),
        ("lf.se", "LF", True),
        ("borasstadshus.se", "Borås stad", True),
        ("web.example", "Swebus", False),
        ("boras.se", "Göteborgs Stad", False),
        ("boras.example.se", "Borås stad", False),
        ("boras.se", "–", False),
        ("xn--e1afmkfd.se", "–", False),
        ("boras.se", "S", False),
        ("vgregion.se", "Västra Götalandsregionen", False),
    ],
)
def test_a_domain_is_called_as_its_organisation(
    domain: str, organisation: str, is_its: bool
) -> None:
    assert is_domain_of(domain, organisation) is is_its


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


PUBLIC = (
    "gmail.com", "outlook.com", "live.com", "telia.com", "me.com", "yahoo.co.uk", "yandex.com",
    "web.de", "mail.ru", "zoho.com", "posteo.de", "rocketmail.com", "mailinator.com", "aol.se",
    "telenor.se", "bostream.nu", "fastmail.com", "proton.me", "hey.com",
)  # fmt: skip


def test_what_everyone_has() -> None:
    for domain in PUBLIC:
        assert is_public(domain)
    for domain in ("skr.se", "co.se", "vgregion.se", "kommun.yahoo.boras.se"):
        assert not is_public(domain)
