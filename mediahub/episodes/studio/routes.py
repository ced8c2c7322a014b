"""Episodes in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Guard, MenuEntry, Studio, StudioPage
from mediahub.episodes.studio import (
    audio_pages,
    editor,
    files,
    history_pages,
    list_pages,
    new_pages,
    preview_pages,
    publish_pages,
    suggestions,
)
from mediahub.episodes.studio.editor import EPISODES

MENU = (MenuEntry("Episodes", EPISODES, Guard.STAFF),)

_ONE = f"{EPISODES}/{{id}}"


def routes(studio: Studio) -> list[Route]:
    """Every address. Pages that change an episode also ask whether its show may be edited."""

    def read(path: str, page: StudioPage, guard: Guard = Guard.STAFF) -> Route:
        return Route(path, studio.page(page, guard))

    def change(path: str, page: StudioPage, *, only_reads: bool = False) -> Route:
        endpoint = studio.page(page, Guard.PRODUCER, only_reads=only_reads)
        return Route(path, endpoint, methods=["POST"])

    return [
        read(EPISODES, list_pages.look),
        read(f"{EPISODES}/nytt", new_pages.ask, Guard.PRODUCER),
        change(f"{EPISODES}/nytt", new_pages.add),
        read(f"{EPISODES}/forslag", suggestions.look, Guard.PRODUCER),
        read(_ONE, editor.look),
        change(_ONE, editor.save),
        read(f"{_ONE}/forhandsvisning", preview_pages.page),
        read(f"{_ONE}/flodespost", preview_pages.item),
        read(f"{_ONE}/lage", publish_pages.state),
        change(f"{_ONE}/publicera", publish_pages.publish),
        change(f"{_ONE}/avbryt", publish_pages.cancel),
        change(f"{_ONE}/ta-tillbaka", publish_pages.withdraw),
        change(f"{_ONE}/ljud", audio_pages.replace),
        change(f"{_ONE}/ljud/igen", audio_pages.try_again),
        change(f"{_ONE}/texter", audio_pages.answer),
        change(f"{_ONE}/normalisering", files.normalise),
        change(f"{_ONE}/fran-filen", files.take_over, only_reads=True),
        change(f"{_ONE}/omslag", files.set_image, only_reads=True),
        change(f"{_ONE}/utan-omslag", files.remove_image),
        change(f"{_ONE}/transkript", files.add_transcript, only_reads=True),
        change(f"{_ONE}/transkribera", files.transcribe),
        read(f"{_ONE}/historik", history_pages.look),
        change(f"{_ONE}/historik/{{entry}}", history_pages.restore),
    ]
