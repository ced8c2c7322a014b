"""Send-outs and the texts of mails in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Entry, Guard, Studio
from mediahub.sendouts import studio_bounces, studio_outbox, studio_pages, studio_texts
from mediahub.sendouts.studio_places import POST, SENDOUTS
from mediahub.webcasts.studio_list_pages import WEBCASTS

MENU = (
    Entry("Send-outs", SENDOUTS, Guard.STAFF),
    Entry("Outbox", POST, Guard.PRODUCER_OF_ALL),
)
_STAFF, _ALL = Guard.STAFF, Guard.PRODUCER_OF_ALL


def routes(studio: Studio) -> list[Route]:
    """Send-outs, of all and of a webcast, the words of mails, and the outbox."""
    return [
        Route(SENDOUTS, studio.page(studio_pages.listing, _STAFF)),
        *_of_webcast(studio, f"{WEBCASTS}/{{slug}}/utskick"),
        *_texts(studio, f"{WEBCASTS}/{{slug}}/mejl"),
        *_outbox(studio),
    ]


def _of_webcast(studio: Studio, home: str) -> list[Route]:
    page, one = studio.page, f"{home}/{{slag}}"
    acts = {
        "planera": studio_pages.schedule,
        "prova": studio_pages.test,
        "starta": studio_pages.start,
        "pausa": studio_pages.pause,
        "avbryt": studio_pages.cancel,
    }
    return [
        Route(home, page(studio_pages.look, _STAFF)),
        Route(f"{one}/mejl", page(studio_pages.letter, _STAFF)),
        Route(f"{one}/mejl.html", page(studio_pages.letter_html, _STAFF)),
        *(Route(f"{one}/{name}", page(act, _ALL), methods=["POST"]) for name, act in acts.items()),
    ]


def _texts(studio: Studio, home: str) -> list[Route]:
    page, one = studio.page, f"{home}/{{kind}}/{{language}}"
    return [
        Route(home, page(studio_texts.listing, _STAFF)),
        Route(one, page(studio_texts.look, _STAFF)),
        Route(one, page(studio_texts.change, _ALL), methods=["POST"]),
        Route(f"{one}/aterstall", page(studio_texts.reset, _ALL), methods=["POST"]),
        Route(f"{one}/mejl.html", page(studio_texts.letter_html, _STAFF)),
    ]


def _outbox(studio: Studio) -> list[Route]:
    page, one = studio.page, f"{POST}/{{id:uuid}}"
    return [
        Route(POST, page(studio_outbox.listing, _ALL)),
        Route(f"{POST}/igen", page(studio_outbox.retry_failed, _ALL), methods=["POST"]),
        Route(f"{POST}/retur", page(studio_bounces.look, _ALL)),
        Route(f"{POST}/retur", page(studio_bounces.take, _ALL), methods=["POST"]),
        Route(one, page(studio_outbox.look, _ALL)),
        Route(f"{one}/mejl.html", page(studio_outbox.letter_html, _ALL)),
        Route(f"{one}/igen", page(studio_outbox.retry, _ALL), methods=["POST"]),
        Route(f"{one}/ra", page(studio_outbox.raw, Guard.ADMINISTRATOR), methods=["POST"]),
    ]
