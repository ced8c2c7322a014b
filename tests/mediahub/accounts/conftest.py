"""A studio that a client without TLS can sign in to."""

import pytest

from mediahub.hub import Hub
from tests.mediahub.studio import over_http


@pytest.fixture
def studio(hub: Hub) -> Hub:
    """The hub, reached over plain HTTP."""
    return over_http(hub)
