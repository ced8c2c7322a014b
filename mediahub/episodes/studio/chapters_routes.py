"""Chapters in the studio: the addresses."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, Studio
from mediahub.episodes.studio.chapters_pages import ChapterPages, ListProgrammes


def routes(studio: Studio, programmes: ListProgrammes) -> list[Route]:
    """Every address; `programmes` tells of those that chapters can be proposed from."""
    one, page, pages = "/studio/avsnitt/{id:uuid}/kapitel", studio.page, ChapterPages(programmes)
    return [
        Route(one, page(pages.look, Guard.STAFF)),
        Route(one, page(pages.save, Guard.PRODUCER), methods=["POST"]),
        Route(f"{one}/ljud", page(pages.sound, Guard.STAFF)),
    ]
