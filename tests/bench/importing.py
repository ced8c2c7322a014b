"""A workbook of five thousand participants, from its bytes to the last committed row."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from mediahub.hub import Hub
from mediahub.participants.lists.importer import ImportResult, import_list, read_columns, read_list
from mediahub.participants.lists.workbooks import write_workbook
from tests.bench.result import Promise, Result
from tests.bench.site import open_hub
from tests.factories import make_webcast
from tests.postgres import postgres_database, postgres_server

ROWS, QUICK_ROWS = 5_000, 500
MOST_SECONDS = Promise("≤", 10)


def measure(folder: Path, *, quick: bool) -> Iterator[Result]:
    """Seconds on each database, of a webcast with fewer seats than rows."""
    rows = QUICK_ROWS if quick else ROWS
    name = f"import of {rows:,} rows".replace(",", " ")
    with open_hub(folder / "sqlite") as hub:
        yield Result(f"{name}, SQLite", "s", _taken(hub, rows), None, MOST_SECONDS)
    with (
        postgres_server() as server,
        postgres_database(server, "importing") as url,
        open_hub(folder / "postgresql", database=url.render_as_string(hide_password=False)) as hub,
    ):
        yield Result(f"{name}, PostgreSQL", "s", _taken(hub, rows), None, MOST_SECONDS)


def _taken(hub: Hub, rows: int) -> float:
    people = [["Namn", "E-post", "Kommun"]]
    people += [[f"Åsa Öberg {n}", f"asa.{n}@kommun.se", f"Kommun {n % 290}"] for n in range(rows)]
    data = write_workbook("Deltagare", people)
    seats = rows * 4 // 5
    with hub.writing() as db:
        webcast = make_webcast(db, capacity=seats)
    started = perf_counter()
    roll = read_list(*read_columns(data))
    with hub.writing() as db:
        webcast = db.merge(webcast)
        tally = import_list(db, webcast, roll, actor="bench", now=hub.now(), tell=lambda _: None)
    taken = perf_counter() - started
    assert tally == ImportResult(rows=rows, new=rows, waiting=rows - seats)
    return taken
