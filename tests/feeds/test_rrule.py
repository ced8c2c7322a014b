"""Recurrence rules, those of the podcast namespace's examples among them."""

import pytest

from feeds.rrule import fault, parts


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=WEEKLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=YEARLY;BYDAY=+4TH;BYMONTH=11",
        "FREQ=MONTHLY;BYDAY=-1FR;WKST=MO;BYSETPOS=-1",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=10",
        "FREQ=WEEKLY;UNTIL=2023-12-31T00:00:00.000Z;BYDAY=MO",
        "FREQ=WEEKLY;UNTIL=20231231T000000Z",
        "UNTIL=20231231;FREQ=WEEKLY",
    ],
)
def test_well_written(rrule: str) -> None:
    assert fault(rrule) == ""


@pytest.mark.parametrize(
    ("rrule", "part"),
    [
        ("WEEKLY", "WEEKLY"),
        ("FREQ=FORTNIGHTLY", "FREQ=FORTNIGHTLY"),
        ("FREQ=WEEKLY;", ";"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=WEEKLY;FREQ=DAILY", "FREQ=DAILY"),
        ("FREQ=WEEKLY;BYDAY=MÅ", "BYDAY=MÅ"),
        ("FREQ=WEEKLY;BYEASTER=1", "BYEASTER=1"),
        ("INTERVAL=2", "FREQ"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20231231", "COUNT, UNTIL"),
    ],
)
def test_faults_are_named(rrule: str, part: str) -> None:
    assert fault(rrule) == part


def test_parts_by_name() -> None:
    assert parts("FREQ=WEEKLY;COUNT=3") == {"FREQ": "WEEKLY", "COUNT": "3"}
