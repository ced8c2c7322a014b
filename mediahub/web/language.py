"""Which language a visitor reads."""

from starlette.requests import Request

from mediahub.i18n import LANGUAGES

COOKIE = "lang"


def language_of(request: Request, default: str) -> str:
    """The language asked for with `?lang=`, else the one chosen earlier, else the default."""
    for wish in (request.query_params.get(COOKIE), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return default
