"""Roles and groups."""

from collections import Counter

import pytest

from feeds.errors import FeedError
from feeds.taxonomy import GROUPS, ROLES, group, role, role_named


def test_there_are_sixty_three_roles_in_eleven_groups() -> None:
    assert (len(ROLES), len(GROUPS)) == (63, 11)


def test_each_group_has_its_number_of_roles() -> None:
    assert Counter(each.group for each in ROLES) == {
        "creative direction": 8,
        "cast": 8,
        "writing": 16,
        "audio production": 6,
        "audio post-production": 7,
        "administration": 7,
        "visuals": 2,
        "community": 1,
        "misc.": 2,
        "video production": 4,
        "video post-production": 2,
    }


def test_every_role_stands_in_a_group() -> None:
    assert {each.group for each in ROLES} == {each.slug for each in GROUPS}


def test_every_swedish_name_is_given_and_names_one_role() -> None:
    assert len({each.sv for each in ROLES}) == 63
    assert all(each.sv for each in ROLES)
    assert all(each.sv for each in GROUPS)


@pytest.mark.parametrize(
    ("name", "slug", "in_group"),
    [
        ("Samtalsledare", "host", "cast"),
        ("medverkande", "guest", "cast"),
        ("Tekniker", "audio engineer", "audio production"),
        ("Redaktör", "managing editor", "writing"),
        ("Cover Art Designer", "cover art designer", "visuals"),
        ("Editor", "editor", "writing"),
        ("Videoredigerare", "editor", "video post-production"),
    ],
)
def test_a_role_is_found_by_its_name_in_either_language(
    name: str, slug: str, in_group: str
) -> None:
    found = role_named(name)
    assert (found.slug, found.group) == (slug, in_group)


def test_a_role_is_found_by_slug_in_any_case() -> None:
    assert role("Guest").sv == "Medverkande"


def test_the_two_editors_are_told_apart_by_group() -> None:
    assert role("editor").group == "writing"
    assert role("editor", "Video Post-Production").sv == "Videoredigerare"


def test_a_group_is_found_by_slug_in_any_case() -> None:
    assert group("Audio Production").sv == "Ljudproduktion"


def test_unknown_names_are_refused() -> None:
    with pytest.raises(FeedError, match=r"^“boss” is not a role of the podcast taxonomy"):
        role("boss")
    with pytest.raises(FeedError, match=r"“guest” is not a role"):
        role("guest", "writing")
    with pytest.raises(FeedError, match=r"^“boss” is not a group of the podcast taxonomy"):
        group("boss")
    with pytest.raises(FeedError, match=r"^“Chef” is not the name of a role"):
        role_named("Chef")
