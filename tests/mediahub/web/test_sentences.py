"""Sentences of errors: translated first and filled in afterwards, whatever they hold."""

import pytest

from mediahub.errors import Invalid, MediaHubError, NotFound
from mediahub.i18n import iso_duration, sentence, timestamp

UNKNOWN = NotFound("There is no show called “{slug}”.", slug="{slug}")


@pytest.mark.parametrize(
    ("error", "swedish", "english"),
    [
        (
            UNKNOWN,
            "Det finns ingen podd som heter ”{slug}”.",
            "There is no show called “{slug}”.",
        ),
        (Invalid("{reasons}", reasons={"sv": "Fel.", "en": "Wrong."}), "Fel.", "Wrong."),
        (
            Invalid("{faults}", faults=[UNKNOWN, Invalid("Untranslated.")]),
            "Det finns ingen podd som heter ”{slug}”. Untranslated.",
            "There is no show called “{slug}”. Untranslated.",
        ),
    ],
)
def test_an_error_is_told_in_both_languages(
    error: MediaHubError, swedish: str, english: str
) -> None:
    assert (sentence(error, "sv"), sentence(error, "en")) == (swedish, english)


@pytest.mark.parametrize(
    ("seconds", "shown", "machine"),
    [
        (0, "0:00", "PT0S"),
        (59.9, "0:59", "PT59S"),
        (754, "12:34", "PT12M34S"),
        (3600, "1:00:00", "PT1H0S"),
        (4354, "1:12:34", "PT1H12M34S"),
    ],
)
def test_positions_and_lengths(seconds: float, shown: str, machine: str) -> None:
    assert (timestamp(seconds), iso_duration(seconds)) == (shown, machine)
