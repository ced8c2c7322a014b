"""What axe finds wrong with a page in a browser, in light colours and in dark."""

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page


def require_accessible(page: Page) -> None:
    """AssertionError with the rules that are broken, and the elements that break them."""
    # Once for both: to read it takes a browser longer than to run it.
    page.evaluate(AXE_SCRIPT)
    page.emulate_media(color_scheme="light")
    assert _broken(page) == []
    page.emulate_media(color_scheme="dark")
    assert _broken(page, runOnly=["color-contrast"]) == []


def _broken(page: Page, **options: list[str]) -> list[tuple[str, list[str]]]:
    run = "async (options) => (await axe.run(options)).violations"
    found = page.evaluate(run, {"resultTypes": ["violations"], **options})
    return [(rule["id"], [element["html"] for element in rule["nodes"]]) for rule in found]
