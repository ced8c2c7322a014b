"""Participants and members in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Entry, Guard, Studio
from mediahub.participants import (
    studio_import,
    studio_members,
    studio_pages,
    studio_privacy,
    studio_registration,
)
from mediahub.participants.studio_pages import PARTICIPANTS, RequestsOf
from mediahub.participants.studio_privacy import PERSONAL, DataOf
from mediahub.participants.studio_registration import SendAgain
from mediahub.webcasts.studio_list_pages import WEBCASTS
from mediahub.webcasts.studio_network_pages import NETWORKS
from mediahub.webcasts.studio_series_pages import SERIES

MENU = (
    Entry("Participants", PARTICIPANTS, Guard.STAFF),
    Entry("Personal data", PERSONAL, Guard.ADMINISTRATOR),
)
_STAFF, _ALL = Guard.STAFF, Guard.PRODUCER_OF_ALL


def routes(
    studio: Studio, send_again: SendAgain, data_of: DataOf, requests_of: RequestsOf
) -> list[Route]:
    """Participants of webcasts and series, members of networks, and personal data."""
    return [
        Route(PARTICIPANTS, studio.page(studio_pages.choose, _STAFF)),
        *_lists(studio, f"{WEBCASTS}/{{slug}}/deltagare", send_again, requests_of),
        *_lists(studio, f"{SERIES}/{{slug}}/deltagare", send_again, requests_of),
        *_members(studio, f"{NETWORKS}/{{slug}}/medlemmar"),
        *_personal(studio, data_of),
    ]


def _lists(
    studio: Studio, home: str, send_again: SendAgain, requests_of: RequestsOf
) -> list[Route]:
    page = studio.page
    return [
        Route(home, page(studio_pages.looking(requests_of), _STAFF)),
        Route(f"{home}/exportera", page(studio_pages.export, _ALL), methods=["POST"]),
        Route(f"{home}/ny", page(studio_pages.ask, _ALL)),
        Route(f"{home}/ny", page(studio_pages.add, _ALL), methods=["POST"]),
        Route(f"{home}/importera", page(studio_import.look, _ALL)),
        Route(f"{home}/importera", page(studio_import.bring_in, _ALL), methods=["POST"]),
        *_registration(studio, f"{home}/{{id:uuid}}", send_again),
    ]


def _registration(studio: Studio, one: str, send_again: SendAgain) -> list[Route]:
    acts = {
        "visa-lank": studio_registration.show_link,
        "skicka-lank": studio_registration.sending_again(send_again),
        "ny-lank": studio_registration.reissue,
        "aterkalla": studio_registration.revoke,
        "ge-plats": studio_registration.seat,
        "overlat": studio_registration.transfer,
        "avboka": studio_registration.cancel,
    }
    return [
        Route(one, studio.page(studio_registration.look, _STAFF)),
        *(
            Route(f"{one}/{name}", studio.page(act, _ALL), methods=["POST"])
            for name, act in acts.items()
        ),
    ]


def _members(studio: Studio, home: str) -> list[Route]:
    page, one = studio.page, f"{home}/{{id:uuid}}"
    return [
        Route(home, page(studio_members.look, _STAFF)),
        Route(f"{home}/ny", page(studio_members.ask, _ALL)),
        Route(f"{home}/ny", page(studio_members.add, _ALL), methods=["POST"]),
        Route(one, page(studio_members.one, _STAFF)),
        Route(f"{one}/visa-lank", page(studio_members.show_link, _ALL), methods=["POST"]),
        Route(f"{one}/aterkalla", page(studio_members.revoke, _ALL), methods=["POST"]),
        Route(f"{one}/avsluta", page(studio_members.end, _ALL), methods=["POST"]),
    ]


def _personal(studio: Studio, data_of: DataOf) -> list[Route]:
    page, guard, one = studio.page, Guard.ADMINISTRATOR, f"{PERSONAL}/{{id:uuid}}"
    return [
        Route(PERSONAL, page(studio_privacy.ask, guard)),
        Route(PERSONAL, page(studio_privacy.find, guard), methods=["POST"]),
        Route(one, page(studio_privacy.showing(data_of), guard)),
        Route(f"{one}/exportera", page(studio_privacy.exporting(data_of), guard), methods=["POST"]),
        Route(
            f"{one}/radera", page(studio_privacy.erase, guard, only_reads=True), methods=["POST"]
        ),
    ]
