"""Send-outs and the texts of mails in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.sendouts.studio import bounce_pages, outbox_pages, pages, text_pages, unreached_pages
from mediahub.sendouts.studio.urls import POST, SENDOUTS
from mediahub.webcasts.urls import STUDIO_WEBCASTS

MENU = (
    MenuEntry("Send-outs", SENDOUTS, Guard.STAFF),
    MenuEntry("Outbox", POST, Guard.PRODUCER_OF_ALL),
)
_STAFF, _ALL = Guard.STAFF, Guard.PRODUCER_OF_ALL


def routes(studio: Studio) -> list[Route]:
    """Send-outs, of all and of a webcast, the words of mails, and the outbox."""
    return [
        Route(SENDOUTS, studio.page(pages.listing, _STAFF)),
        *_of_webcast(studio, f"{STUDIO_WEBCASTS}/{{slug}}/utskick"),
        *_texts(studio, f"{STUDIO_WEBCASTS}/{{slug}}/mejl"),
        *_outbox(studio),
    ]


def _of_webcast(studio: Studio, home: str) -> list[Route]:
    page, one = studio.page, f"{home}/{{slag}}"
    acts = {
        "planera": pages.schedule,
        "prova": pages.test,
        "starta": pages.start,
        "pausa": pages.pause,
        "avbryt": pages.cancel,
    }
    return [
        Route(home, page(pages.look, _STAFF)),
        Route(f"{home}/saknas", page(unreached_pages.look, _STAFF)),
        Route(f"{home}/saknas", page(unreached_pages.send, _ALL), methods=["POST"]),
        Route(f"{home}/saknas/slapp", page(unreached_pages.resume, _ALL), methods=["POST"]),
        Route(f"{one}/mejl", page(pages.letter, _STAFF)),
        Route(f"{one}/mejl.html", page(pages.letter_html, _STAFF)),
        *(Route(f"{one}/{name}", page(act, _ALL), methods=["POST"]) for name, act in acts.items()),
    ]


def _texts(studio: Studio, home: str) -> list[Route]:
    page, one = studio.page, f"{home}/{{kind}}/{{language}}"
    return [
        Route(home, page(text_pages.listing, _STAFF)),
        Route(one, page(text_pages.look, _STAFF)),
        Route(one, page(text_pages.change, _ALL), methods=["POST"]),
        Route(f"{one}/aterstall", page(text_pages.reset, _ALL), methods=["POST"]),
        Route(f"{one}/mejl.html", page(text_pages.letter_html, _STAFF)),
    ]


def _outbox(studio: Studio) -> list[Route]:
    page, one = studio.page, f"{POST}/{{id:uuid}}"
    return [
        Route(POST, page(outbox_pages.listing, _ALL)),
        Route(f"{POST}/igen", page(outbox_pages.retry_failed, _ALL), methods=["POST"]),
        Route(f"{POST}/retur", page(bounce_pages.look, _ALL)),
        Route(f"{POST}/retur", page(bounce_pages.take, _ALL), methods=["POST"]),
        Route(one, page(outbox_pages.look, _ALL)),
        Route(f"{one}/mejl.html", page(outbox_pages.letter_html, _ALL)),
        Route(f"{one}/igen", page(outbox_pages.retry, _ALL), methods=["POST"]),
        Route(f"{one}/ra", page(outbox_pages.raw, Guard.ADMINISTRATOR), methods=["POST"]),
    ]
