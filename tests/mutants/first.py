"""Run before the first fork, so that what all tests share is made by a test that starts nothing."""


def test_nothing() -> None:
    """Threads do not live on in a fork: a server that a test has started would answer for none."""
