"""HTML in a frame: it may look as it wants, and do nothing."""

from mediahub.web.frames import framed


def test_runs_and_loads_nothing() -> None:
    answer = framed("<p style='color:red'>Hej</p>")
    policy = answer.headers["content-security-policy"].split("; ")
    assert policy == [
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    ]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
