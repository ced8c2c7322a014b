"""What axe finds wrong with a page in a browser."""

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page


def require_accessible(page: Page) -> None:
    """Nothing is wrong, in light colours and in dark."""
    page.emulate_media(color_scheme="light")
    assert broken(page) == []
    page.emulate_media(color_scheme="dark")
    assert broken(page, runOnly=["color-contrast"]) == []


def broken(page: Page, **options: list[str]) -> list[tuple[str, list[str]]]:
    """The rules that are broken, and the elements that break them; frames are pages of their own.

    To read axe takes a browser as long as to run it: it is sent once, from then on it is there
    whatever the page goes to, and what is not broken is not told.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.add_init_script(AXE_SCRIPT)
    run = "async (options) => (await axe.run(options)).violations"
    found = page.evaluate(run, {"resultTypes": ["violations"], "iframes": False, **options})
    return [(rule["id"], [element["html"] for element in rule["nodes"]]) for rule in found]
