"""Options of an episode: read from what people write, refused in a sentence."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from mediahub.episodes.fields import FIELDS
from mediahub.episodes.options import EpisodeOptions, read_credits, read_fields
from mediahub.errors import Invalid
from mediahub.people.service import CreditLine


def options(**given: Any) -> EpisodeOptions:
    of_table = {one.name for one in FIELDS}
    nothing: dict[str, Any] = {field.name: None for field in fields(EpisodeOptions)}
    nothing["given"] = {name: value for name, value in given.items() if name in of_table}
    others = {name: value for name, value in given.items() if name not in of_table}
    return EpisodeOptions(**{**nothing, "fix": False, "normalise": False, **others})


def test_what_is_not_given_is_left_alone() -> None:
    assert read_fields(options()) == {}
    assert read_credits(options()) is None


def test_texts_become_fields() -> None:
    given = options(
        links=["https://skr.se SKR:s sida", "https://skr.se"],
        soundbites=["754+30 Det bästa"],
        locations=["Umeå"],
        topics=["råd"],
        number="97",
    )
    assert read_fields(given) == {
        "links": [
            {"url": "https://skr.se", "title": "SKR:s sida"},
            {"url": "https://skr.se", "title": "https://skr.se"},
        ],
        "soundbites": [{"start": 754, "duration": 30, "title": "Det bästa"}],
        "locations": [{"text": "Umeå"}],
        "topics": ["råd"],
        "number": 97,
    }


@pytest.mark.parametrize("text", ["754", "754+", "+30 x", "12:34+30 x", "-1+3"])
def test_a_soundbite_has_two_times(text: str) -> None:
    with pytest.raises(Invalid, match="is not a whole number"):
        read_fields(options(soundbites=[text]))


def test_credits_stand_as_hosts_guests_and_others() -> None:
    given = options(guest=["B, Y"], host=["A"], credit=["Tekniker=C, ljud, Z"])
    lines = read_credits(given)
    assert lines is not None
    assert lines[:2] == [
        CreditLine("A", None, None, "host", "cast"),
        CreditLine("B", None, "Y", "guest", "cast"),
    ]
    assert (lines[2].name, lines[2].title, lines[2].organisation) == ("C", "ljud", "Z")


def test_chapters_keep_all_that_they_say(tmp_path: Path) -> None:
    path = tmp_path / "kapitel.json"
    place = {"name": "Umeå", "geo": "geo:63.8,20.3"}
    chapters = [{"startTime": 0, "title": "A", "toc": False}, {"startTime": 5, "location": place}]
    path.write_text(json.dumps({"version": "1.2.0", "chapters": chapters}))
    read = read_fields(options(chapters=path))["chapters"]
    assert [chapter["start"] for chapter in read] == [0.0, 5.0]
    assert (read[0]["title"], read[0]["toc"]) == ("A", False)
    assert (read[1]["location"]["text"], read[1]["location"]["geo"]) == ("Umeå", "geo:63.8,20.3")


def test_a_description_comes_from_a_file_in_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_bytes("\ufeffOm råd".encode())
    assert read_fields(options(description_file=path)) == {"description": "Om råd"}
    path.write_bytes("Om råd".encode("latin-1"))
    with pytest.raises(Invalid) as refusal:
        read_fields(options(description_file=path))
    assert str(refusal.value) == f"“{path}” is not UTF-8. Save it as UTF-8 and try again."
