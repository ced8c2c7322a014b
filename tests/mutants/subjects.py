"""The modules that trust rests on, and the tests that have to notice a breakage of each."""

from pathlib import Path

ROOT = Path(__file__).parents[2]

SUBJECTS: dict[str, tuple[str, ...]] = {
    "signing": ("test_signing",),
    "window": ("test_window",),
    "db": ("test_db", "test_migrations", "episodes/test_service"),
    "web/csrf": ("web/test_csrf",),
    "accounts/guard": ("accounts/test_guard", "accounts/test_door", "accounts/test_sign_in_notes"),
    "accounts/sessions": (
        "accounts/test_sessions",
        "accounts/test_own_pages",
        "accounts/test_door",
    ),
    "accounts/limiting": ("accounts/test_limiting",),
    "accounts/passwords": ("accounts/test_passwords", "accounts/test_password_queue"),
    "accounts/links": ("accounts/test_links", "test_lasting_links"),
    "accounts/users": ("accounts/test_users", "accounts/test_user_pages"),
    "storage/local": ("storage/test_local", "storage/test_contract", "storage/test_parts"),
    "mail/claiming": ("mail/test_claiming", "mail/test_sending"),
    "mail/outbox": ("mail/test_outbox", "mail/test_commands"),
    "participants/links": ("participants/test_links", "test_lasting_links"),
    "participants/seats": (
        "participants/test_seats",
        "participants/test_offers",
        "participants/test_registering",
        "participants/test_importing",
    ),
    "participants/changing": (
        "participants/test_changing",
        "recordings/test_transfer_requests",
        "participants/test_mails",
        "participants/test_offers",
    ),
    "participants/registering": ("participants/test_registering", "participants/test_pages"),
    "participants/members": ("participants/test_members", "participants/test_privacy"),
    "participants/retention": ("participants/test_retention", "recordings/test_retention"),
    "participants/privacy": ("participants/test_privacy", "recordings/test_transfer_requests"),
    "recordings/privacy": ("recordings/test_retention",),
    "recordings/viewers": ("recordings/test_viewers", "recordings/test_mine_pages"),
    "recordings/feed_tokens": ("recordings/test_feed_pages", "recordings/test_calendar_pages"),
    "recordings/minting": ("recordings/test_minting",),
    "recordings/link_pages": ("recordings/test_link_pages", "recordings/test_boundaries"),
    "recordings/conditions": ("recordings/test_opening", "recordings/test_deleting"),
    "recordings/opening": ("recordings/test_opening",),
    "recordings/deleting": ("recordings/test_deleting", "recordings/test_purge_commands"),
    "recordings/viewing": ("recordings/test_viewing", "recordings/test_public_views"),
}


def path_of(subject: str) -> str:
    """The module's file, from the root of the checkout."""
    return f"mediahub/{subject}.py"


def paths_of_tests(subject: str) -> list[str]:
    """The files of its tests, from the root of the checkout."""
    return [f"tests/mediahub/{name}.py" for name in SUBJECTS[subject]]
