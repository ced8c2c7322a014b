"""What was typed in a form that comes when its sign-in has ended: kept, to be sent again."""

from collections.abc import Sequence

from starlette.datastructures import FormData

TEMPLATE = "accounts/studio/again.html"


def sent_fields(form: FormData, token: str) -> Sequence[tuple[str, str]]:
    """The fields in their order, without that of the token.

    None of a form with a password, which no page shows, nor of one that only asks for an act.
    """
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    fields = [(name, value) for name, value in fields if name != token]
    has_password = any(name == "password" for name, _ in fields)
    return [] if has_password or not any(value.strip() for _, value in fields) else fields
