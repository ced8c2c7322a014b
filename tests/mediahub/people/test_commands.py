"""`mediahub person`: who is credited, and where they are told of."""

from tests.cli_runner import CommandLine


def test_a_page_stands_at_the_credit_until_it_is_taken_away(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "resan", "--title", "Resan", "--host", "Nils Munthe, SKR")
    assert mediahub.json("person", "list") == [{"name": "Nils Munthe", "url": None}]
    address = "https://skr.example/nils"
    told = mediahub.json("person", "edit", " Nils  Munthe", "--url", address)
    assert told == {"name": "Nils Munthe", "url": address}
    assert f'href="{address}"' in mediahub("feed", "show", "resan").out
    assert mediahub("person", "edit", "Nils Munthe", "--url", "").out == "Changed Nils Munthe.\n"
    assert mediahub.json("person", "list") == [{"name": "Nils Munthe", "url": None}]


def test_what_is_no_address_or_nobody_is_refused(mediahub: CommandLine) -> None:
    mediahub.json("show", "add", "resan", "--title", "Resan", "--host", "Nils Munthe")
    ran = mediahub("person", "edit", "Nils Munthe", "--url", "javascript:alert(1)")
    assert (ran.code, ran.err) == (
        1,
        "“javascript:alert(1)” is not an address: it must begin with https://.\n",
    )
    ran = mediahub("person", "edit", "Anna", "--url", "https://skr.example")
    assert (ran.code, ran.err) == (1, "Nobody called “Anna” is credited.\n")
