"""Transcripts and chapters in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio
from mediahub.transcripts.studio.cue_pages import CuePages
from mediahub.transcripts.studio.history_pages import HistoryPages
from mediahub.transcripts.studio.owner import HOME, OwnerOf, Owners
from mediahub.transcripts.studio.pages import EditorPages
from mediahub.transcripts.studio.tool_pages import ToolPages

MENU: tuple[MenuEntry, ...] = ()
"""None: a transcript is found by what it is of."""


def routes(studio: Studio, *features: OwnerOf) -> list[Route]:
    """Every address; `features` tell whose transcript it is."""
    owners, one = Owners(features), f"{HOME}/{{id:uuid}}"
    return [*_editor(studio, owners, one), *_tools(studio, owners, one)]


def _editor(studio: Studio, owners: Owners, one: str) -> list[Route]:
    pages, cue, page = EditorPages(owners), CuePages(owners), studio.page
    number = f"{one}/textremsa/{{number}}"
    return [
        Route(f"{one}.{{extension}}", page(pages.export, Guard.STAFF)),
        Route(one, page(pages.look, Guard.STAFF)),
        Route(f"{one}/ljud", page(pages.sound, Guard.STAFF)),
        Route(f"{one}/andringar", page(pages.save, Guard.PRODUCER), methods=["POST"]),
        Route(f"{one}/granskat", page(pages.review, Guard.PRODUCER), methods=["POST"]),
        Route(number, page(cue.ask, Guard.PRODUCER)),
        Route(number, page(cue.change, Guard.PRODUCER), methods=["POST"]),
    ]


def _tools(studio: Studio, owners: Owners, one: str) -> list[Route]:
    tools, history, page = ToolPages(owners), HistoryPages(owners), studio.page
    return [
        Route(f"{one}/talare", page(tools.speakers, Guard.STAFF)),
        Route(f"{one}/talare", page(tools.change_speaker, Guard.PRODUCER), methods=["POST"]),
        Route(f"{one}/ersatt", page(tools.find, Guard.STAFF)),
        Route(f"{one}/ersatt", page(tools.replace, Guard.PRODUCER), methods=["POST"]),
        Route(f"{one}/tider", page(tools.times, Guard.STAFF)),
        Route(f"{one}/tider", page(tools.shift, Guard.PRODUCER), methods=["POST"]),
        Route(f"{one}/historik", page(history.look, Guard.STAFF)),
        Route(f"{one}/historik", page(history.restore, Guard.PRODUCER), methods=["POST"]),
    ]
