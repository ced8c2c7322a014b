"""`mediahub doctor`: whether every part works."""

from typing import Any

import typer

from mediahub.clock import utc_now
from mediahub.doctor import examine
from mediahub.errors import Conflict, MediaHubError
from mediahub.i18n import sentence, translations
from mediahub.settings import load
from mediahub.terminal import AsJson, print_json


def doctor(as_json: AsJson = False) -> None:
    """Tell of every part whether it works; exit 1 if one does not."""
    settings = load()
    rows = [
        {
            "name": found.name,
            "ok": found.is_well,
            "text": sentence(MediaHubError(found.sentence, **found.values), settings.language),
        }
        for found in examine(settings, utc_now)
    ]
    if as_json:
        print_json(rows)
    else:
        _print_report(rows, settings.language)
    if ill := [row for row in rows if not row["ok"]]:
        raise Conflict("{ill} of {parts} parts do not work.", ill=len(ill), parts=len(rows))


def _print_report(rows: list[dict[str, Any]], language: str) -> None:
    sentences = {
        "settings": "Settings",
        "database": "Database",
        "migrations": "Migrations",
        "storage": "Storage",
        "clock": "Clock",
        "ffmpeg": "FFmpeg",
        "mail": "Mail",
        "deletions": "Deletions",
        "files": "Files",
        "search": "Search index",
    }
    gettext = translations(language).gettext
    well, ill = gettext("ok"), gettext("FAULT")
    width = max(len(well), len(ill))
    for row in rows:
        name, mark = gettext(sentences[row["name"]]), well if row["ok"] else ill
        typer.echo(f"{mark:{width}} {name}: {row['text']}")
