"""Tables that are taken out of the studio: names and addresses, kept by no browser."""

from collections.abc import Sequence

from starlette.responses import Response

from mediahub.participants.lists.exporter import to_xlsx
from mediahub.web.csv_export import to_csv

_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(rows: Sequence[Sequence[str]], name: str, *, is_workbook: bool = False) -> Response:
    """The rows to be saved, as CSV or XLSX; the name is without its ending."""
    ending, kind = ("xlsx", _XLSX) if is_workbook else ("csv", _CSV)
    data = to_xlsx(rows, name) if is_workbook else to_csv(rows)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Cache-Control": "no-store",
    }
    return Response(data, media_type=kind, headers=headers)
