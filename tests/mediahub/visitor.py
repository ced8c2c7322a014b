"""Someone who reads the site: an HTTP client inside the process, and a finger to point with."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from lxml import html

from mediahub.app import create
from mediahub.hub import Hub
from tests.leaks import require_none


@dataclass(frozen=True, slots=True)
class Visitor:
    """Keeps cookies, follows no redirects."""

    client: httpx.AsyncClient
    portal: BlockingPortal

    def get(
        self, path: str, *, params: Mapping[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        """What is at the path; headers are given with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        # An empty mapping of parameters would take away those in the path.
        return self.portal.call(lambda: self.client.get(path, params=params or None, headers=named))

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> httpx.Response:
        """What sending a form from a page of the site answers."""
        named = {"sec-fetch-site": "same-origin"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.portal.call(lambda: self.client.post(path, data=dict(form), headers=named))

    def read(self, path: str, **params: str) -> Any:
        """The page at the path, which must be there."""
        response = self.get(path, params=params)
        assert response.status_code == 200
        return page_of(response)


@contextmanager
def visiting(hub: Hub) -> Iterator[Visitor]:
    """A visitor of the hub's site."""
    transport = httpx.ASGITransport(create(hub))
    with start_blocking_portal() as portal:
        client = httpx.AsyncClient(
            transport=transport,
            base_url="http://site.example",
            event_hooks={"response": [_check_refusal]},
        )
        yield Visitor(client, portal)
        portal.call(client.aclose)


async def _check_refusal(response: httpx.Response) -> None:
    """A page that tells of an error is shown to others, and sent in to support."""
    if response.is_error:
        await response.aread()
        require_none(response.text, f"the answer {response.status_code}")


def page_of(response: httpx.Response) -> Any:
    """The answer as an lxml element."""
    return html.fromstring(response.text)


def select(page: Any, path: str) -> list[Any]:
    """The elements at a path of steps, each inside the one before: `.class`, `#id` or XPath."""
    found = page.xpath("//" + "//".join(_step(step) for step in path.split()))
    assert isinstance(found, list)
    return found


def texts(page: Any, path: str) -> list[str]:
    """What the elements at the path say."""
    return [" ".join(found.text_content().split()) for found in select(page, path)]


def attributes(page: Any, path: str, name: str) -> list[str | None]:
    """An attribute of the elements at the path."""
    return [found.get(name) for found in select(page, path)]


def _step(step: str) -> str:
    if step.startswith("."):
        return f"*[contains(concat(' ', @class, ' '), ' {step[1:]} ')]"
    return f"*[@id='{step[1:]}']" if step.startswith("#") else step
