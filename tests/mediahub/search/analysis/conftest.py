"""One analysis for all tests: opening the dictionary takes most of a second."""

import pytest

from mediahub.search.analysis import Analysis


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return Analysis()
