"""Participants, send-outs and newsletters in a real browser: axe, narrow and wide, and a mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from mediahub import worker
from mediahub.accounts.models import Role, User
from mediahub.clock import utc_now
from mediahub.hub import Hub
from mediahub.mail.delivery import deliver_due
from mediahub.media.models import Purpose, Upload, UploadState
from mediahub.media.uploads.jobs import check_upload, due
from mediahub.newsletter import service
from mediahub.participants.notices import notify_registered
from tests.accessibility import broken
from tests.browsing import served, signed_in
from tests.factories import (
    make_episode,
    make_member,
    make_network,
    make_recording,
    make_registration,
    make_show,
    make_user,
    make_webcast,
)

LIST = b"Namn;E-post\nAnna Ek;anna.ek@boras.se\n"
WEBCAST = "/studio/webbsandningar/dialog"


@dataclass(frozen=True, slots=True)
class Site:
    """A running site where there is something of everything, and its administrator."""

    hub: Hub
    chief: User
    paths: tuple[str, ...]


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(sqlite_template, tmp_path_factory.mktemp("studio")) as hub:
        chief, paths = fill(hub)
        while deliver_due(hub, worker.TEMPLATES):
            pass
        yield Site(hub, chief, paths)


def fill(hub: Hub) -> tuple[User, tuple[str, ...]]:
    """The administrator, and the addresses of every page."""
    with hub.writing() as db:
        now = utc_now()
        chief = make_user(db, Role.ADMINISTRATOR, name="Anna Ek")
        webcast, network = make_webcast(db, slug="dialog"), make_network(db, slug="natet")
        make_recording(db, webcast)
        held = make_registration(db, webcast)
        member = make_member(db, network, year=now.year)
        episode = make_episode(db, make_show(db), opens_at=now)
        letter = service.draft_letter(db, episode.created_at, now, now=now)
        service.add_letter(db, letter)
        upload = Upload(
            filename="lista.csv", size_bytes=len(LIST), content_type="text/csv",
            key=f"uploads/{uuid4()}/lista.csv", store_id="", digests={}, purpose=Purpose.FILE,
            state=UploadState.READY, actor=str(chief.id), created_at=now, last_part_at=now,
        )  # fmt: skip
        hub.store.put(upload.key, BytesIO(LIST), "text/csv")
        db.add(upload)
        notify_registered(db, [held], now)
        db.flush()
        people = f"{WEBCAST}/deltagare"
        members, draft = "/studio/natverk/natet/medlemmar", f"/studio/nyhetsbrev/{now.year}-1"
        paths = (
            "/studio/deltagare", people, f"{people}/ny", f"{people}/{held.id}",
            f"{people}/importera", f"{people}/importera?upload={upload.id}",
            members, f"{members}/ny", f"{members}/{member.id}",
            "/studio/personuppgifter", f"/studio/personuppgifter/{held.participant_id}",
            "/studio/utskick", f"{WEBCAST}/utskick", f"{WEBCAST}/utskick/inspelning/mejl",
            f"{WEBCAST}/mejl", f"{WEBCAST}/mejl/last_chance/sv", "/studio/post",
            "/studio/post/retur",
            "/studio/nyhetsbrev/nytt", draft, f"{draft}/hela",
        )  # fmt: skip
        return chief, paths


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """The administrator's."""
    with signed_in(browser, site.hub, site.chief) as page:
        yield page


@pytest.mark.parametrize(("language", "width"), [("sv", 320), ("en", 1280)])
def test_pages(page: Page, site: Site, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in site.paths:
        sign = "&" if "?" in path else "?"
        page.goto(f"{path}{sign}lang={language}")
        assert (path, broken(page)) == (path, [])
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)


def test_mail_is_read_in_its_frame(page: Page) -> None:
    page.goto("/studio/post?lang=en")
    page.locator("tbody a").first.click()
    mail = page.frame_locator("iframe")
    expect(mail.get_by_role("heading", level=1)).to_contain_text("Du är anmäld")


def test_list_is_imported_by_keyboard(page: Page, site: Site) -> None:
    page.goto(f"{WEBCAST}/deltagare/importera?lang=en")
    page.get_by_label("The list").set_input_files(
        {"name": "anna.csv", "mimeType": "text/csv", "buffer": LIST}
    )
    expect(page.locator(".upload-text").first).to_contain_text("It is being checked")
    with site.hub.reading() as db:
        (upload,) = due(db, utc_now())
    check_upload(site.hub, upload)
    expect(page.locator(".upload-text").first).to_contain_text("Ready")
    press(page, "Look at the list")
    expect(page.locator(".tally")).to_contain_text("1 are registered")
    press(page, "Import the list")
    expect(page.get_by_role("status").first).to_have_text("1 person was registered.")


def press(page: Page, name: str) -> None:
    """A button, by the keyboard."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")
