"""Apple's podcast categories: 19 at the top, 91 below them.

Source: "Apple Podcasts categories", podcasters.apple.com/support/1691.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from feeds.errors import FeedError

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Arts": (
        "Books",
        "Design",
        "Fashion & Beauty",
        "Food",
        "Performing Arts",
        "Visual Arts",
    ),
    "Business": (
        "Careers",
        "Entrepreneurship",
        "Investing",
        "Management",
        "Marketing",
        "Non-Profit",
    ),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": (
        "Alternative Health",
        "Fitness",
        "Medicine",
        "Mental Health",
        "Nutrition",
        "Sexuality",
    ),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga",
        "Automotive",
        "Aviation",
        "Crafts",
        "Games",
        "Hobbies",
        "Home & Garden",
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News",
        "Daily News",
        "Entertainment News",
        "News Commentary",
        "Politics",
        "Sports News",
        "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism",
        "Christianity",
        "Hinduism",
        "Islam",
        "Judaism",
        "Religion",
        "Spirituality",
    ),
    "Science": (
        "Astronomy",
        "Chemistry",
        "Earth Sciences",
        "Life Sciences",
        "Mathematics",
        "Natural Sciences",
        "Nature",
        "Physics",
        "Social Sciences",
    ),
    "Society & Culture": (
        "Documentary",
        "Personal Journals",
        "Philosophy",
        "Places & Travel",
        "Relationships",
    ),
    "Sports": (
        "Baseball",
        "Basketball",
        "Cricket",
        "Fantasy Sports",
        "Football",
        "Golf",
        "Hockey",
        "Rugby",
        "Running",
        "Soccer",
        "Swimming",
        "Tennis",
        "Volleyball",
        "Wilderness",
        "Wrestling",
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": (
        "After Shows",
        "Film History",
        "Film Interviews",
        "Film Reviews",
        "TV Reviews",
    ),
}


def paths() -> Iterator[tuple[str, ...]]:
    """Yield every category as a path: ("News",), ("News", "Politics") …"""
    for top, subs in CATEGORIES.items():
        yield (top,)
        for sub in subs:
            yield (top, sub)


def is_category(path: tuple[str, ...]) -> bool:
    """Tell whether a path stands on the list, letter for letter."""
    return path in _PATHS


def suggestion(path: tuple[str, ...]) -> str:
    """Return the nearest category, as "News > Politics", or "" when nothing is near."""
    asked = " > ".join(path).lower()
    names = {name.lower(): name for name in map(" > ".join, _PATHS)}
    leaves = {name.split(" > ")[-1]: name for name in names}
    near = get_close_matches(asked, [*names, *leaves], n=1)
    return names[leaves.get(near[0], near[0])] if near else ""


def category(name: str) -> tuple[str, ...]:
    """Read "News > Politics" or "Government" as a path; FeedError names the nearest one."""
    path = tuple(part.strip() for part in name.split(">"))
    if is_category(path):
        return path
    if near := suggestion(path):
        raise FeedError(
            "“{name}” is not a category of Apple Podcasts. Did you mean “{near}”?",
            name=name,
            near=near,
        )
    raise FeedError("“{name}” is not a category of Apple Podcasts.", name=name)


_PATHS = dict.fromkeys(paths())
