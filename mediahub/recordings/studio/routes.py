"""Recordings in the studio, with their captions, documents and windows: the addresses."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.recordings.announcement import AnnouncementPreview
from mediahub.recordings.studio import list_pages as lists
from mediahub.recordings.studio import pages
from mediahub.recordings.studio import preview_pages as preview
from mediahub.recordings.studio import transfer_pages as transfers
from mediahub.recordings.studio import window_pages as window
from mediahub.webcasts.urls import STUDIO_SERIES, STUDIO_WEBCASTS

MENU: tuple[MenuEntry, ...] = ()

_ONE = "/studio/webbsandningar/{slug}/inspelning"


def routes(studio: Studio, foretell: AnnouncementPreview) -> list[Route]:
    """Every address; `foretell` knows whom opening a recording sends mail to."""
    page = studio.page
    return [
        Route(lists.WINDOWS, page(lists.listing, Guard.STAFF)),
        *_recording(studio),
        *_window(studio, foretell),
        Route(f"{_ONE}/se", page(preview.look, Guard.STAFF)),
        Route(f"{_ONE}/se/film", page(preview.film, Guard.STAFF)),
        Route(f"{_ONE}/se/dokument/{{id:uuid}}", page(preview.document, Guard.STAFF)),
        Route(f"{_ONE}/se/textning/{{id:uuid}}.vtt", page(preview.captions, Guard.STAFF)),
        *_transfers(studio, STUDIO_WEBCASTS),
        *_transfers(studio, STUDIO_SERIES),
    ]


def _transfers(studio: Studio, above: str) -> list[Route]:
    page, guard = studio.page, Guard.PRODUCER_OF_ALL
    one = f"{above}/{{slug}}/deltagare/overlatelser/{{id:uuid}}"
    return [
        Route(f"{one}/ja", page(transfers.approve, guard), methods=["POST"]),
        Route(f"{one}/nej", page(transfers.decline, guard), methods=["POST"]),
    ]


def _recording(studio: Studio) -> list[Route]:
    page, guard = studio.page, Guard.PRODUCER_OF_ALL
    document = f"{_ONE}/dokument/{{id:uuid}}"
    return [
        Route(_ONE, page(pages.look, Guard.STAFF)),
        Route(_ONE, page(pages.add, guard), methods=["POST"]),
        Route(
            f"{_ONE}/textning", page(pages.add_captions, guard, only_reads=True), methods=["POST"]
        ),
        Route(f"{_ONE}/maskin", page(pages.transcribe, guard), methods=["POST"]),
        Route(f"{_ONE}/dokument", page(pages.add_documents, guard), methods=["POST"]),
        Route(document, page(pages.change_document, guard), methods=["POST"]),
    ]


def _window(studio: Studio, foretell: AnnouncementPreview) -> list[Route]:
    page, guard = studio.page, Guard.PRODUCER_OF_ALL
    opening = window.OpeningPages(foretell)
    moves = [
        route
        for action in window.ACTIONS
        for route in (
            Route(f"{_ONE}/{action.name}", page(action.ask, guard)),
            Route(f"{_ONE}/{action.name}", page(action.act, guard), methods=["POST"]),
        )
    ]
    return [
        Route(f"{_ONE}/oppna", page(opening.ask, guard)),
        Route(f"{_ONE}/oppna", page(opening.open, guard), methods=["POST"]),
        *moves,
    ]
