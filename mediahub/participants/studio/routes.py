"""Participants and members in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.participants.studio import (
    correction_pages,
    import_pages,
    list_pages,
    member_pages,
    privacy_pages,
    registration_pages,
)
from mediahub.participants.studio.list_pages import PARTICIPANTS, RequestsOf
from mediahub.participants.studio.privacy_pages import PERSONAL, DataOf
from mediahub.participants.studio.registration_pages import SendAgain
from mediahub.webcasts.urls import STUDIO_NETWORKS, STUDIO_SERIES, STUDIO_WEBCASTS

MENU = (
    MenuEntry("Participants", PARTICIPANTS, Guard.STAFF),
    MenuEntry("Personal data", PERSONAL, Guard.ADMINISTRATOR),
)
_STAFF, _ALL = Guard.STAFF, Guard.PRODUCER_OF_ALL


def routes(
    studio: Studio, send_again: SendAgain, data_of: DataOf, requests_of: RequestsOf
) -> list[Route]:
    """Participants of webcasts and series, members of networks, and personal data."""
    return [
        Route(PARTICIPANTS, studio.page(list_pages.choose, _STAFF)),
        *_lists(studio, f"{STUDIO_WEBCASTS}/{{slug}}/deltagare", send_again, requests_of),
        *_lists(studio, f"{STUDIO_SERIES}/{{slug}}/deltagare", send_again, requests_of),
        *_members(studio, f"{STUDIO_NETWORKS}/{{slug}}/medlemmar"),
        *_personal(studio, data_of),
    ]


def _lists(
    studio: Studio, home: str, send_again: SendAgain, requests_of: RequestsOf
) -> list[Route]:
    page = studio.page
    return [
        Route(home, page(list_pages.looking(requests_of), _STAFF)),
        Route(f"{home}/exportera", page(list_pages.export, _ALL), methods=["POST"]),
        Route(f"{home}/exportera-lankar", page(list_pages.export_links, _ALL), methods=["POST"]),
        Route(f"{home}/ny", page(list_pages.ask, _ALL)),
        Route(f"{home}/ny", page(list_pages.add, _ALL), methods=["POST"]),
        Route(f"{home}/importera/fel", page(import_pages.rejected, _ALL)),
        Route(f"{home}/importera", page(import_pages.look, _ALL)),
        Route(
            f"{home}/importera",
            page(import_pages.bring_in, _ALL, only_reads=True),
            methods=["POST"],
        ),
        *_registration(studio, f"{home}/{{id:uuid}}", send_again),
    ]


def _registration(studio: Studio, one: str, send_again: SendAgain) -> list[Route]:
    acts = {
        "visa-lank": registration_pages.show_link,
        "skicka-lank": registration_pages.sending_again(send_again),
        "ny-lank": registration_pages.reissue,
        "aterkalla": registration_pages.revoke,
        "ge-plats": registration_pages.seat,
        "stoppa-mejl": registration_pages.stop_mails,
        "slapp-mejl": registration_pages.resume_mails,
        "overlat": registration_pages.transfer,
        "avboka": registration_pages.cancel,
    }
    return [
        Route(one, studio.page(registration_pages.look, _STAFF)),
        Route(f"{one}/ratta", studio.page(correction_pages.ask, _ALL)),
        Route(f"{one}/ratta", studio.page(correction_pages.correct, _ALL), methods=["POST"]),
        *(
            Route(f"{one}/{name}", studio.page(act, _ALL), methods=["POST"])
            for name, act in acts.items()
        ),
    ]


def _members(studio: Studio, home: str) -> list[Route]:
    page, one = studio.page, f"{home}/{{id:uuid}}"
    return [
        Route(home, page(member_pages.look, _STAFF)),
        Route(f"{home}/ny", page(member_pages.ask, _ALL)),
        Route(f"{home}/ny", page(member_pages.add, _ALL), methods=["POST"]),
        Route(one, page(member_pages.one, _STAFF)),
        Route(f"{one}/visa-lank", page(member_pages.show_link, _ALL), methods=["POST"]),
        Route(f"{one}/aterkalla", page(member_pages.revoke, _ALL), methods=["POST"]),
        Route(f"{one}/avsluta", page(member_pages.end, _ALL), methods=["POST"]),
    ]


def _personal(studio: Studio, data_of: DataOf) -> list[Route]:
    page, guard, one = studio.page, Guard.ADMINISTRATOR, f"{PERSONAL}/{{id:uuid}}"
    return [
        Route(PERSONAL, page(privacy_pages.ask, guard)),
        Route(PERSONAL, page(privacy_pages.find, guard), methods=["POST"]),
        Route(one, page(privacy_pages.showing(data_of), guard)),
        Route(f"{one}/exportera", page(privacy_pages.exporting(data_of), guard), methods=["POST"]),
        Route(f"{one}/radera", page(privacy_pages.erase, guard, only_reads=True), methods=["POST"]),
    ]
