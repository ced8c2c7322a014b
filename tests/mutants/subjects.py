"""The modules that trust rests on, and the tests that have to notice a breakage of each."""

from pathlib import Path

ROOT = Path(__file__).parents[2]

SUBJECTS: dict[str, tuple[str, ...]] = {
    "signatures": ("test_signatures",),
    "window": ("test_window",),
    "db": ("test_db", "test_migrations", "test_text_limits", "episodes/test_service"),
    "web/csrf": ("web/test_csrf",),
    "accounts/guard": (
        "accounts/test_guard",
        "accounts/studio/test_user_pages",
        "accounts/test_password_queue",
        "accounts/studio/test_login_pages",
        "accounts/login/test_audit_entries",
    ),
    "accounts/login/sessions": (
        "accounts/login/test_sessions",
        "accounts/studio/test_account_pages",
        "accounts/studio/test_login_pages",
    ),
    "accounts/login/rate_limit": ("accounts/login/test_rate_limit",),
    "accounts/login/passwords": ("accounts/login/test_passwords", "accounts/test_password_queue"),
    "accounts/login/password_links": (
        "test_row_locks",
        "accounts/login/test_password_links",
        "test_lasting_links",
    ),
    "accounts/users": ("accounts/test_users", "accounts/studio/test_user_pages", "test_row_locks"),
    "storage/local": ("storage/test_local", "storage/test_contract", "storage/test_parts"),
    "mail/claims": ("mail/test_claims", "mail/test_delivery", "test_row_locks"),
    "mail/outbox": (
        "mail/test_outbox",
        "mail/test_commands",
        "participants/test_corrections",
        "sendouts/test_unreached",
    ),
    "participants/links": ("participants/test_links", "test_lasting_links", "test_live_access"),
    "participants/seats": (
        "test_row_locks",
        "participants/test_seats",
        "participants/test_offers",
        "participants/test_registration",
        "participants/lists/test_importer",
    ),
    "participants/registration_actions": (
        "participants/test_registration_actions",
        "recordings/transfers/test_requests",
        "participants/mail/test_mails",
        "participants/test_offers",
    ),
    "participants/registration": (
        "participants/test_registration",
        "participants/public/test_registration_pages",
    ),
    "participants/members": (
        "test_row_locks",
        "participants/test_members",
        "participants/test_privacy",
    ),
    "participants/retention": ("participants/test_retention", "recordings/retention/test_rules"),
    "participants/privacy": (
        "participants/test_privacy",
        "participants/studio/test_privacy_pages",
        "recordings/transfers/test_requests",
    ),
    "portal/privacy": ("recordings/retention/test_rules",),
    "recordings/watching/viewers": ("recordings/watching/test_viewers", "portal/test_home_pages"),
    "portal/feed_tokens": ("portal/test_feed_pages", "portal/test_calendar_pages"),
    "recordings/watching/signed_links": ("recordings/watching/test_signed_links",),
    "portal/link_pages": ("portal/test_link_pages", "recordings/test_boundaries"),
    "recordings/preconditions": (
        "recordings/test_window_actions",
        "recordings/retention/test_deletion",
    ),
    "recordings/window_actions": (
        "test_row_locks",
        "recordings/test_window_actions",
    ),
    "recordings/retention/deletion": (
        "test_row_locks",
        "recordings/retention/test_deletion",
        "recordings/cli/test_purge_commands",
    ),
    "recordings/watching/views": (
        "recordings/watching/test_views",
        "recordings/watching/test_public_views",
    ),
}


def path_of(subject: str) -> str:
    """The module's file, from the root of the checkout."""
    return f"mediahub/{subject}.py"


def paths_of_tests(subject: str) -> list[str]:
    """The files of its tests, from the root of the checkout."""
    return [f"tests/mediahub/{name}.py" for name in SUBJECTS[subject]]
