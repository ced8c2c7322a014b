"""Series of webcasts in the studio: web courses under one registration."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from mediahub.accounts.guard import StudioCall, redirect
from mediahub.people.web_addresses import check_url
from mediahub.webcasts import series as service
from mediahub.webcasts.models import Series
from mediahub.webcasts.options import day
from mediahub.webcasts.rules import check_capacity
from mediahub.webcasts.studio import group_form as forms
from mediahub.webcasts.studio.form import or_none, read_number
from mediahub.webcasts.studio.group_form import GroupForm, Readers, Texts
from mediahub.webcasts.urls import STUDIO_SERIES

NEW = "/studio/ny-kurs"
_EMPTY = dict.fromkeys(
    ("title", "description", "price_text", "capacity", "register_by", "is_form_open",
     "registration_url", "slug"), ""
)  # fmt: skip


def _capacity(text: str) -> int:
    check_capacity(capacity := read_number(text))
    return capacity


def _address(text: str) -> str:
    check_url(text)
    return text


_READERS: Readers = {
    "price_text": or_none(str),
    "capacity": or_none(_capacity),
    "register_by": or_none(day),
    "is_form_open": bool,
    "registration_url": or_none(_address),
}


def listing(_: Request, call: StudioCall) -> Response:
    """Every series, by title."""
    return call.render(
        "webcasts/studio/series_list.html",
        series=service.list_series(call.db),
        may_edit=call.may_edit(),
    )


def ask(_: Request, call: StudioCall) -> Response:
    """The form of a new one."""
    return _form(call, None, GroupForm(_EMPTY))


def add(_: Request, call: StudioCall) -> Response:
    """Add it."""
    typed = forms.sent(call, _EMPTY)
    adding = partial(service.add_series, call.db, now=call.now)
    series = forms.save(call, typed, Series, _READERS, adding)
    if isinstance(series, GroupForm):
        return _form(call, None, series)
    return redirect(f"{STUDIO_SERIES}/{series.slug}", "tillagd")


def look(request: Request, call: StudioCall) -> Response:
    """One series with its webcasts."""
    series = _asked_for(request, call)
    return _form(call, series, GroupForm(_texts(series)))


def change(request: Request, call: StudioCall) -> Response:
    """Save what was changed, unless somebody else has saved meanwhile."""
    series, typed = _asked_for(request, call), forms.sent(call, _EMPTY)
    if filled := forms.stale(call, typed, _texts(series)):
        return _form(call, series, filled)
    editing = partial(service.edit_series, call.db, series)
    saved = forms.save(call, typed, Series, _READERS, editing)
    if isinstance(saved, GroupForm):
        return _form(call, series, saved)
    return redirect(f"{STUDIO_SERIES}/{series.slug}", "sparad")


def _asked_for(request: Request, call: StudioCall) -> Series:
    return service.get_series(call.db, request.path_params["slug"])


def _texts(series: Series) -> Texts:
    texts = {
        name: "" if (value := getattr(series, name)) is None else str(value) for name in _EMPTY
    }
    return texts | {"is_form_open": "1" if series.is_form_open else ""}


def _form(call: StudioCall, series: Series | None, filled: GroupForm) -> Response:
    current = _texts(series) if series else _EMPTY
    return call.render(
        "webcasts/studio/series.html",
        filled.status,
        series=series,
        may_edit=call.may_edit(),
        **filled.context(current),
    )
