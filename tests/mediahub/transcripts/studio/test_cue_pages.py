"""A cue on a page of its own, as browsers without script have it."""

from collections.abc import Iterator, Mapping

import pytest

from mediahub.accounts.edit_conflicts import version_of
from mediahub.hub import Hub
from mediahub.transcripts.cues import Cue
from tests.mediahub.studio import Member, at_work, said
from tests.mediahub.transcripts.editing import Edited, edited, producer

SAVED = {"text": "Tack så mycket.", "speaker": "Eva Ek", "start": "0:02", "end": "0:06"}


@pytest.fixture
def held(studio: Hub) -> Edited:
    return edited(studio)


@pytest.fixture
def bo(held: Edited) -> Iterator[Member]:
    with at_work(held.hub, producer(held.hub)) as opened:
        yield opened


def post(held: Edited, member: Member, **form: str) -> tuple[int, Mapping[str, str], list[str]]:
    sent = {"began": version_of(SAVED), **SAVED, **form}
    answer = member.post(f"{held.path}/textremsa/2", sent)
    wrong = said(answer, ".wrong") if answer.status_code != 303 else []
    return answer.status_code, answer.headers, wrong


def test_saved_as_it_is_filled_in(held: Edited, bo: Member) -> None:
    form = {"text": "Tack.", "speaker": "Eva", "start": "0:03", "end": "5,5"}
    answer = bo.fill_in(f"{held.path}/textremsa/2", form)
    assert answer.headers["location"] == f"{held.path}?sida=1&klart=sparad#remsa-2"
    assert held.cues()[1] == Cue(3_000, 5_500, "Eva", "Tack.")
    assert held.revision() == 2


@pytest.mark.parametrize(
    ("form", "texts", "note"),
    [
        (
            {"do": "split", "after": "Tack så"},
            ["Hej på er.", "Tack så", "mycket.", "Varsågod."],
            "delad",
        ),
        ({"do": "merge"}, ["Hej på er.", "Tack så mycket. Varsågod."], "sammanslagen"),
        ({"do": "remove"}, ["Hej på er.", "Varsågod."], "borttagen"),
    ],
)
def test_split_merged_removed(
    held: Edited, bo: Member, form: dict[str, str], texts: list[str], note: str
) -> None:
    status, headers, _ = post(held, bo, **form)
    assert (status, headers["location"]) == (303, f"{held.path}?sida=1&klart={note}#remsa-2")
    assert held.texts() == texts


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"start": "x"}, "“x” is not a time. Write it as 12:34.5, or as seconds."),
        ({"end": "0:01"}, "Cue 2 cannot last from 2.0 s to 1.0 s."),
        ({"start": "0:06.5", "end": "9"}, "Cue 2 cannot begin at 0:06"),
        ({"text": "\n"}, "Cue 2: A cue needs words."),
        ({}, "That changes nothing."),
        ({"do": "split", "after": "Hej"}, "Cue 2 cannot be split after “Hej”"),
    ],
)
def test_what_cannot_be_saved_comes_back(
    held: Edited, bo: Member, form: dict[str, str], wrong: str
) -> None:
    status, _, told = post(held, bo, **form)
    assert status == 422
    assert wrong in told[0]
    assert held.revision() == 1


def test_the_second_of_two_is_told(held: Edited, bo: Member) -> None:
    assert post(held, bo, text="Deras.")[0] == 303
    status, _, told = post(held, bo, text="Mitt.")
    assert (status, held.texts()[1]) == (409, "Deras.")
    assert told[0].endswith("WordsDeras.Mitt.")


def test_a_cue_that_is_not_there(held: Edited, bo: Member) -> None:
    for number in ("4", "0", "x"):
        assert bo.get(f"{held.path}/textremsa/{number}").status_code == 404
