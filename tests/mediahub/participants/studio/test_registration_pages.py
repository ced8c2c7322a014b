"""One registration in the studio: its link, its seat, and what is noted of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediahub.accounts.models import AuditEntry
from mediahub.hub import Hub
from mediahub.mail.models import Mail
from mediahub.participants.links import personal_link
from mediahub.participants.models import Registration, RegistrationState
from tests.factories import make_participant, make_registration, make_user, make_webcast
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.visitor import attributes, page_of

HOME = "/studio/webbsandningar/dialog/deltagare"


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at work, with one who has a seat and one who waits."""

    hub: Hub
    member: Member
    seated: UUID
    waiting: UUID

    def do(self, act: str, held: UUID | None = None, **form: str) -> list[str]:
        """What the page says after an action on the registration."""
        answer = self.member.post(f"{HOME}/{held or self.seated}/{act}", form)
        if answer.status_code != 303:
            return said(answer, ".wrong p")
        return said(self.member.get(answer.headers["location"]), ".is-done")

    def row(self, held: UUID | None = None) -> Registration:
        """As it is now."""
        with self.hub.reading() as db:
            return db.get_one(Registration, held or self.seated)

    def noted(self) -> list[tuple[str, str]]:
        """Actions and reasons, in their order."""
        with self.hub.reading() as db:
            found = select(AuditEntry.action, AuditEntry.reason).where(
                AuditEntry.actor != "command"
            )
            return sorted((action, reason or "") for action, reason in db.execute(found))

    def mailed(self) -> list[str]:
        """What has been put into the outbox."""
        with self.hub.reading() as db:
            return sorted(db.scalars(select(Mail.template)))


@pytest.fixture
def desk(studio: Hub) -> Iterator[Desk]:
    with studio.writing() as db:
        webcast = make_webcast(db, slug="dialog", capacity=1)
        make_webcast(db, slug="annat")
        anna = make_participant(db, name="Anna Ek", email="anna.ek@boras.se")
        seated = make_registration(db, webcast, participant=anna).id
        waiting = make_registration(db, webcast, state=RegistrationState.WAITING).id
        user = make_user(db)
    with at_work(studio, user) as member:
        yield Desk(studio, member, seated, waiting)


def test_link_is_shown_and_noted(desk: Desk) -> None:
    link = personal_link(desk.hub.settings, desk.row())
    assert link not in desk.member.get(f"{HOME}/{desk.seated}").text
    answer = desk.member.post(f"{HOME}/{desk.seated}/visa-lank", {})
    assert said(answer, ".secret code") == [link]
    assert desk.noted() == [("registration.show_link", "")]
    assert said(desk.member.get(f"{HOME}/{desk.seated}"), ".rows code") == [
        "registration.show_link"
    ]
    (told,) = said(desk.member.get(f"{HOME}/{desk.seated}"), ".rows p")
    assert told.startswith("Registration: link looked atregistration.show_link")


def test_no_link_for_one_who_waits(desk: Desk) -> None:
    (refusal,) = desk.do("visa-lank", desk.waiting)
    assert refusal.endswith("is on the waiting list and has no link.")
    assert desk.noted() == []


def test_links_sent_again(desk: Desk) -> None:
    desk.do("skicka-lank")
    assert desk.do("skicka-lank") == [
        "A mail with their links is on its way. At most one goes in ten minutes."
    ]
    assert desk.mailed() == ["links.again"]


def test_revoked_and_given_anew(desk: Desk) -> None:
    desk.do("aterkalla", reason=" Läckt ")
    assert (desk.row().version, desk.mailed()) == (2, [])
    desk.do("ny-lank")
    assert (desk.row().version, desk.mailed()) == (3, ["link.reissued"])
    assert desk.noted() == [("registration.revoke", ""), ("registration.revoke", "Läckt")]


def test_seated_from_the_waiting_list(desk: Desk) -> None:
    assert desk.do("ge-plats", desk.waiting) == ["Has a seat now."]
    assert desk.row(desk.waiting).state is RegistrationState.ACTIVE
    assert desk.do("ge-plats", desk.waiting)[0].endswith("has a seat already.")


def test_mails_are_stopped_and_let_go(desk: Desk) -> None:
    assert desk.row().is_notified
    assert desk.do("stoppa-mejl", reason="Mejlas från annat håll") == [
        "Nothing more is mailed to them but what they have to act on."
    ]
    assert (desk.row().is_notified, desk.row(desk.waiting).is_notified) == (False, True)
    page = desk.member.get(f"{HOME}/{desk.seated}")
    assert "Svenska · Stopped: gets only what has to be acted on" in said(page, ".facts dd")
    assert said(desk.member.get(HOME), "tbody .badge") == ["Mails stopped"]
    assert desk.do("stoppa-mejl") == ["Mails to Anna Ek are stopped already."]
    assert desk.do("slapp-mejl") == ["Mails go to them as to everyone."]
    assert desk.do("slapp-mejl") == ["Anna Ek gets mails already."]
    assert desk.row().is_notified
    assert desk.noted() == [
        ("registration.resume_mails", ""),
        ("registration.stop_mails", "Mejlas från annat håll"),
    ]


def test_details_are_corrected_and_the_link_stays(desk: Desk) -> None:
    page, link = f"{HOME}/{desk.seated}/ratta", personal_link(desk.hub.settings, desk.row())
    form = desk.member.get(page)
    assert attributes(page_of(form), "#email", "value") == ["anna.ek@boras.se"]
    typed = {"name": "Anna Åkesson", "email": "anna.akesson@boras.se", "organisation": "Borås"}
    answer = desk.member.post(page, typed)
    done = desk.member.get(answer.headers["location"])
    assert said(done, ".is-done")[0].startswith("Corrected.")
    assert said(done, ".facts dd")[:2] == ["anna.akesson@boras.se", "Borås"]
    assert personal_link(desk.hub.settings, desk.row()) == link
    assert desk.mailed() == ["address.changed", "details.corrected"]
    taken = desk.member.post(page, typed | {"email": desk.row(desk.waiting).participant.email})
    assert taken.status_code == 422
    assert "is the address of" in said(taken, ".wrong p")[0]
    assert desk.row().participant.email == "anna.akesson@boras.se"
    wrong = desk.member.post(page, typed | {"email": "anna"})
    assert said(wrong, ".wrong li")[0].startswith("“anna” is not an e-mail address.")


def test_given_to_somebody_else(desk: Desk) -> None:
    eva: dict[str, Any] = {
        "name": "Eva Alm",
        "email": "eva@goteborg.se",
        "organisation": "Göteborg",
    }
    assert desk.do("overlat", **eva) == [
        "The seat can only go to somebody in the same organisation: Borås stad."
    ]
    assert desk.do("overlat", **eva, force="1")[0].startswith("Has taken over the seat and gets a")
    assert desk.mailed() == ["registration.taken_over", "registration.transferred"]
    assert desk.row().state is RegistrationState.TRANSFERRED
    page = desk.member.get(f"{HOME}/{desk.seated}")
    assert said(page, ".facts a") == ["Eva Alm"]
    assert said(page, "main form") == []
    assert desk.do("overlat", **eva) == ["The registration has gone over to somebody else."]


def test_cancelled_with_reason(desk: Desk) -> None:
    desk.do("avboka", reason="Sjuk")
    assert desk.row().state is RegistrationState.CANCELLED
    assert ("registration.cancel", "Sjuk") in desk.noted()
    assert desk.row(desk.waiting).offered_until is not None
    assert desk.do("avboka") == ["The registration is cancelled already."]
    assert desk.do("skicka-lank") == ["Anna Ek has no seat any more, and no link."]


def test_only_below_its_own_webcast(desk: Desk) -> None:
    path = f"/studio/webbsandningar/annat/deltagare/{desk.seated}"
    assert desk.member.get(path).status_code == 404
    assert desk.member.post(f"{path}/avboka", {}).status_code == 404
    assert desk.member.get(f"{HOME}/{desk.seated}x").status_code == 404
