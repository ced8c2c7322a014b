"""The licences that podcast:license knows by identifier.

Source: docs/examples/license/licenses.json of Podcastindex-org/podcast-namespace.
"""

from feeds.model import License

IDENTIFIERS = ("arr", "cc-by-4.0", "cc-by-nc-4.0", "cc-by-nc-nd-4.0", "pod-v4v-1.0")


def is_known(identifier: str) -> bool:
    """Tell whether an identifier, in any case, stands on the list."""
    return identifier.lower() in IDENTIFIERS


def is_complete(license_: License) -> bool:
    """Tell whether a licence is on the list, or one of one's own with its address."""
    return is_known(license_.identifier) or bool(license_.identifier and license_.url)
