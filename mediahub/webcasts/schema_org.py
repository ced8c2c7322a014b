"""A webcast as schema.org's Event (JSON-LD), for search engines and assistants."""

from typing import Any
from urllib.parse import urljoin

from mediahub.clock import local
from mediahub.people.view import schema_person
from mediahub.webcasts.view import WebcastView

_ORGANISER = {"@type": "Organization", "name": "Sveriges Kommuner och Regioner"}


def event(view: WebcastView) -> dict[str, Any]:
    """schema.org/Event, on the web, with times as the clock in Sweden shows them."""
    webcast = view.webcast
    status = "EventCancelled" if webcast.cancelled_at else "EventScheduled"
    series = webcast.series
    facts = {
        "description": view.lead,
        "performer": [schema_person(credit) for credit in webcast.credits],
        "audience": webcast.target_group
        and {"@type": "Audience", "audienceType": webcast.target_group},
        "maximumVirtualAttendeeCapacity": webcast.capacity,
        "keywords": webcast.topics,
        "superEvent": series and {"@type": "EventSeries", "name": series.title},
        "offers": _offer(view),
    }
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": webcast.title,
        "url": view.url,
        "inLanguage": "sv",
        "startDate": local(webcast.starts_at).isoformat(),
        "endDate": local(webcast.end).isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "name": webcast.place, "url": view.url},
        "organizer": _ORGANISER,
        **{name: value for name, value in facts.items() if value},
    }


def _offer(view: WebcastView) -> dict[str, Any] | None:
    if view.webcast.price_amount is None:
        return None
    return {
        "@type": "Offer",
        "price": view.webcast.price_amount,
        "priceCurrency": "SEK",
        "url": urljoin(view.url, view.register_at or ""),
    }
