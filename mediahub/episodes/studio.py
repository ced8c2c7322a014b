"""Episodes in the studio: the addresses, and the lines of the menu."""

from starlette.routing import Route

from mediahub.accounts.guard import Entry, Guard, Studio, StudioPage
from mediahub.episodes import (
    studio_editor,
    studio_files,
    studio_history,
    studio_list,
    studio_new,
    studio_preview,
    studio_publishing,
    studio_suggestions,
)
from mediahub.episodes.studio_editor import EPISODES

MENU = (Entry("Episodes", EPISODES, Guard.STAFF),)

_ONE = f"{EPISODES}/{{id}}"


def routes(studio: Studio) -> list[Route]:
    """Every address. Pages that change an episode also ask whether its show may be edited."""

    def read(path: str, page: StudioPage, guard: Guard = Guard.STAFF) -> Route:
        return Route(path, studio.page(page, guard))

    def change(path: str, page: StudioPage) -> Route:
        return Route(path, studio.page(page, Guard.PRODUCER), methods=["POST"])

    return [
        read(EPISODES, studio_list.look),
        read(f"{EPISODES}/nytt", studio_new.ask, Guard.PRODUCER),
        change(f"{EPISODES}/nytt", studio_new.add),
        read(f"{EPISODES}/forslag", studio_suggestions.look, Guard.PRODUCER),
        read(_ONE, studio_editor.look),
        change(_ONE, studio_editor.save),
        read(f"{_ONE}/forhandsvisning", studio_preview.page),
        read(f"{_ONE}/flodespost", studio_preview.item),
        read(f"{_ONE}/lage", studio_publishing.state),
        change(f"{_ONE}/publicera", studio_publishing.publish),
        change(f"{_ONE}/avbryt", studio_publishing.cancel),
        change(f"{_ONE}/ta-tillbaka", studio_publishing.withdraw),
        change(f"{_ONE}/ljud", studio_files.replace_audio),
        change(f"{_ONE}/normalisering", studio_files.normalise),
        change(f"{_ONE}/fran-filen", studio_files.take_over),
        change(f"{_ONE}/omslag", studio_files.set_image),
        change(f"{_ONE}/utan-omslag", studio_files.remove_image),
        change(f"{_ONE}/transkript", studio_files.add_transcript),
        change(f"{_ONE}/transkribera", studio_files.transcribe),
        read(f"{_ONE}/historik", studio_history.look),
        change(f"{_ONE}/historik/{{entry}}", studio_history.restore),
    ]
