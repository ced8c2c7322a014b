"""No refusal that a page may show speaks of the options of a command."""

from pathlib import Path

import mediahub
from mediahub.errors import Conflict
from mediahub.recordings.studio.words import INSTEAD, in_studio
from tests.catalogue import _in_python

_OF_COMMANDS = ("commands.py", "options.py", "telling.py")


def refusals() -> set[str]:
    folder = Path(mediahub.__file__).parent
    files = [*folder.glob("webcasts/*.py"), *folder.glob("recordings/*.py")]
    of_services = (file for file in files if not file.name.endswith(_OF_COMMANDS))
    said = {sentence for file in of_services for sentence in _in_python(file)}
    return {sentence for sentence in said if "--" in sentence or "mediahub " in sentence}


def test_each_has_words_for_the_studio() -> None:
    assert refusals() == set(INSTEAD)


def test_words_of_the_studio_name_no_options() -> None:
    assert [said for said in INSTEAD.values() if "--" in said or "mediahub " in said] == []


def test_fields_are_filled_in() -> None:
    error = Conflict(
        "“{title}” has a recording already. Remove that one first:"
        " mediahub recording remove {slug} --reason “…”.",
        title="Dialog",
        slug="dialog",
    )
    said = "“Dialog” has a recording already. Remove that one first."
    assert in_studio(error, "en") == said
    assert in_studio(Conflict("Nothing of the kind."), "en") == "Nothing of the kind."
