"""podcast:guid against known feeds."""

import pytest

from feeds.guid import podcast_guid


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        ("podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("http://podnews.net/rss//", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        (" HTTPS://podnews.net/rss/ ", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
    ],
)
def test_guid_of_known_feeds(url: str, guid: str) -> None:
    assert str(podcast_guid(url)) == guid


@pytest.mark.parametrize(
    "mistaken", ["caa2fbfc-09c6-5b08-82b5-c2217fca3a5e", "e044129f-c036-5a2e-8d45-fd150acaa22d"]
)
def test_guid_is_not_made_with_any_of_the_scheme_left(mistaken: str) -> None:
    assert str(podcast_guid("https://podnews.net/rss")) != mistaken


def test_guid_is_case_sensitive_in_the_address() -> None:
    assert podcast_guid("https://a.example/Rss") != podcast_guid("https://a.example/rss")
