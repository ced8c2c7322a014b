"""Looking at a personal link, however often, is not an act: mail scanners open every one."""

from datetime import timedelta
from pathlib import Path

from mediahub.app import create
from mediahub.hub import Hub
from mediahub.participants.links import token
from tests.conftest import Clock
from tests.factories import make_recording, make_registration, make_webcast
from tests.mediahub.asking import Asked, answers

TIMES = 1_000
DAY = timedelta(days=1)


def kept(hub: Hub) -> tuple[list[str], list[str], list[Path]]:
    """All rows of all tables, the jobs in the queue, and the stored files."""
    with hub.reading() as db:
        rows = list(db.connection().connection.iterdump())
    jobs = [str(job) for job in hub.queue.storage.enqueued_items()]
    return rows, jobs, sorted(hub.settings.data_dir.rglob("media/**/*"))


def test_a_thousand_looks_change_and_count_nothing(hub: Hub, clock: Clock) -> None:
    with hub.writing() as db:
        webcast = make_webcast(db, starts_at=clock.now - DAY)
        window = {"opens_at": clock.now - DAY / 2, "closes_at": clock.now + DAY}
        make_recording(db, webcast, hub.store, **window)
        link = f"/inspelning/{token(hub.settings.secret_keys, make_registration(db, webcast))}"
    before = kept(hub)
    asked = [Asked(method, link) for method in ("GET", "HEAD") for _ in range(TIMES)]
    got = answers(create(hub), asked)
    assert [answer.status for answer in got] == [200] * 2 * TIMES
    assert not any(answer.header("set-cookie") for answer in got)
    assert kept(hub) == before
