"""Every page of the studio that the menu leads to, beside many episodes and participants."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import select

from mediahub.accounts.models import Role
from mediahub.app import MENU
from mediahub.episodes.models import Episode
from mediahub.hub import Hub
from mediahub.participants.lists.importer import import_list, read_columns, read_list
from mediahub.participants.models import Registration
from tests.bench.result import Promise, Result
from tests.bench.site import SHOW
from tests.factories import make_recording, make_user, make_webcast
from tests.mediahub.studio import Member, at_work, over_http

ROUNDS = 5
PARTICIPANTS, QUICK_PARTICIPANTS = 10_000, 1_000
MOST_MS = Promise("≤", 300)
MOST_KB = Promise("≤", 100)


def measure(hub: Hub, folder: Path, *, quick: bool) -> Iterator[Result]:
    """Milliseconds in the server, and the kB of the page as it is before it is packed."""
    studio = over_http(replace(hub))
    people = QUICK_PARTICIPANTS if quick else PARTICIPANTS
    paths = [*(entry.path for entry in MENU), *_fill(studio, people)]
    with studio.writing() as db:
        user = make_user(db, Role.ADMINISTRATOR)
    with at_work(studio, user) as member:
        taken = {path: _taken(member, path) for path in paths}
        sizes = {path: len(member.get(path).content) / 1000 for path in paths}
    slowest, largest = max(taken, key=taken.__getitem__), max(sizes, key=sizes.__getitem__)
    yield Result("studio: every page, median", "ms", median(taken.values()))
    yield Result(f"studio: slowest, {_short(slowest)}", "ms", taken[slowest], None, MOST_MS)
    yield Result(f"studio: largest, {_short(largest)}", "kB", sizes[largest], None, MOST_KB)


def _fill(hub: Hub, people: int) -> list[str]:
    """A webcast with participants and a recording; the pages of it, and of an episode."""
    rows = "".join(f"Åsa Öberg {n};asa.{n}@kommun.se;Kommun {n % 290}\n" for n in range(people))
    roll = read_list(*read_columns(f"Namn;E-post;Kommun\n{rows}".encode()))
    with hub.writing() as db:
        webcast = make_webcast(db, slug="dialog")
        make_recording(db, webcast, hub.store)
        import_list(db, webcast, roll, actor="bench", now=hub.now(), tell=lambda _: None)
        registration = db.scalars(select(Registration.id).limit(1)).one()
        episode = db.scalars(select(Episode.id).order_by(Episode.opens_at.desc()).limit(1)).one()
    one = "/studio/webbsandningar/dialog"
    return [
        *(one, f"{one}/forhandsvisning", f"{one}/deltagare", f"{one}/deltagare/{registration}"),
        *(f"{one}/deltagare?sok=asa.77", f"{one}/deltagare?sida=200", f"{one}/inspelning"),
        *(f"{one}/utskick", f"{one}/mejl", f"/studio/avsnitt/{episode}", "/studio/avsnitt?sok=507"),
        *(f"/studio/serier/{SHOW}", f"/studio/avsnitt/{episode}/historik", "/studio/avsnitt/nytt"),
    ]


def _taken(member: Member, path: str) -> float:
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        answer = member.get(path)
        times.append(1000 * (perf_counter() - start))
        assert answer.status_code == 200, path
    return median(times)


def _short(path: str) -> str:
    """Without the ids in it."""
    return "/".join("…" if len(part) == 36 else part for part in path.split("/"))
