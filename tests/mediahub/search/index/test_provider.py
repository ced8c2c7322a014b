"""Which index the settings name."""

from contextlib import closing
from pathlib import Path

import pytest

from mediahub.errors import Invalid
from mediahub.hub import Hub
from mediahub.search.analysis import Analysis
from mediahub.search.content.search_items import Key
from mediahub.search.index.provider import open_index
from mediahub.settings import Settings


def opened_folder(hub: Hub, analysis: Analysis, **changed: object) -> Path:
    """Where the index is made, by making one."""
    settings = hub.settings.model_copy(update=changed)
    with closing(open_index(settings, hub.engine, analysis)) as index:
        index.rebuild([])
        index.remove([Key("episode", "unknown")])
    (lock,) = settings.data_dir.parent.glob("**/lock")
    return lock.parent


def test_default_is_a_folder_beside_the_data(hub: Hub, analysis: Analysis) -> None:
    assert opened_folder(hub, analysis) == hub.settings.data_dir / "search"


def test_folder_may_lie_elsewhere(hub: Hub, analysis: Analysis, tmp_path: Path) -> None:
    url = f"whoosh://{tmp_path}/s%C3%B6k"
    assert opened_folder(hub, analysis, search_url=url) == tmp_path / "sök"


@pytest.mark.parametrize("url", ["whoosh:///", "whoosh:///%00", "postgresql:"])
def test_what_cannot_be_an_index_is_refused(hub: Hub, analysis: Analysis, url: str) -> None:
    settings = hub.settings.model_copy(update={"search_url": url})
    with pytest.raises(Invalid):
        open_index(settings, hub.engine, analysis)


@pytest.mark.parametrize("url", ["elastic://host", "whoosh://relative", "postgresql", "/folder"])
def test_unknown_address_is_refused_with_how_to_write_it(url: str) -> None:
    with pytest.raises(Invalid, match="MEDIAHUB_SEARCH_URL cannot be used"):
        Settings(_env_file=None, search_url=url)
