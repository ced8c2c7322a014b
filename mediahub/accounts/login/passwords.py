"""Passwords: which are good enough, and how they are kept (Argon2id, RFC 9106)."""

import os
import secrets
import sys
import threading
from base64 import b64encode
from collections.abc import Iterable, Sequence, Set
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from mediahub.errors import Invalid
from mediahub.unicode_forms import normalize
from mediahub.web.queues import Queue

SHORTEST = 12
LONGEST = 200
# Of 0 to 4: from 3 on, some 10⁸ guesses, which nobody gets through the limits of signing in.
_LOWEST_SCORE = 3
# What zxcvbn looks at takes time that grows with its square; a lower bound is enough.
_LOOKED_AT = 72
# It reads it anew for each way of taking “4” for “a”, “$” for “s”; 22 such signs have 1 440.
_MOST_READINGS = 16
# Of Unicode's private use, where there are neither words nor such signs.
_APART = 0xE000
# zxcvbn's lists are English. These are what passwords here are made of, by its measure too.
_SWEDISH = (
    "sommar", "sommaren", "vinter", "vintern", "höst", "hösten", "vår", "våren",
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti",
    "september", "oktober", "november", "december",
    "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag",
    "lösenord", "losenord", "lösenordet", "hemlig", "hemligt", "hemligheten", "välkommen",
    "valkommen", "inloggning", "sverige", "svensk", "stockholm", "göteborg", "goteborg", "malmö",
    "kommun", "kommuner", "region", "regioner", "skr", "demokrati", "demokratiresan", "podd",
    "podden", "podcast", "avsnitt", "webbsändning", "sändning", "mediahub", "studio", "producent",
    "jag", "älskar", "alskar", "fotboll", "hammarby", "djurgården", "kärlek", "karlek", "sol",
    "hund", "katt", "jobb", "jobbet", "kaffe", "fika", "midsommar", "jul", "god",
)  # fmt: skip
_ONE_AT_A_TIME = threading.Lock()
PATIENCE_SECONDS = 2.0
# A third of what the other threads get, and everything while they are idle. With less, nobody
# would get in while a film is being read on the same machine.
_LOW_PRIORITY = 5


def password_queue() -> Queue:
    """For pages that hash, compare or judge passwords: one at a time."""
    return Queue(at_once=1, patience=PATIENCE_SECONDS)


def check_password(password: str, known: Iterable[str] = ()) -> None:
    """Invalid for a password that is too short, too long, or among those that are tried first.

    `known` is what a stranger knows of the person: name and address.
    """
    length = len(_normal(password))
    if length < SHORTEST:
        raise Invalid(
            "The password has {length} characters; it needs {shortest} or more. "
            "Four words that do not belong together are easy to remember.",
            length=length,
            shortest=SHORTEST,
        )
    if length > LONGEST:
        raise Invalid(
            "The password has {length} characters; there is room for {longest}.",
            length=length,
            longest=LONGEST,
        )
    if _score(_normal(password), known) < _LOWEST_SCORE:
        raise Invalid(
            "The password is easy to guess: it is common, follows a pattern, or holds your name. "
            "Four words that do not belong together are easy to remember."
        )


def _score(password: str, known: Iterable[str]) -> int:
    # Not at the top: reading its lists takes longer than most commands.
    from zxcvbn import zxcvbn  # noqa: PLC0415
    from zxcvbn.matching import L33T_TABLE  # noqa: PLC0415

    words = [*_SWEDISH, *(word for text in known for word in _words(text))]
    looked_at = _with_few_readings(password[:_LOOKED_AT], list(L33T_TABLE.values()))
    with _ONE_AT_A_TIME:  # it keeps the words in a dictionary that all threads share
        return int(zxcvbn(looked_at, words)["score"])


def _with_few_readings(password: str, table: Sequence[Sequence[str]]) -> str:
    """The same, but signs that would be one too many stand for no letter of the table any more.

    They stay as different from each other, and as far apart, as they were.
    """
    kept: set[str] = set()
    for sign in dict.fromkeys(password):
        if _readings({*kept, sign}, table) <= _MOST_READINGS:
            kept.add(sign)
    return password.translate({ord(sign): _APART + ord(sign) for sign in {*password} - kept})


def _readings(signs: Set[str], table: Sequence[Sequence[str]]) -> int:
    """In how many ways the signs can be taken for letters, or somewhat more.

    `table` has those of each letter, which is written with one of them at a time; a sign that may
    be several letters is tried as each.
    """
    count, seen = 1, set[str]()
    for given in table:
        found = signs & {*given}
        count *= max(1, len(found) + len(found & seen))
        seen |= found
    return count


def _words(text: str) -> list[str]:
    parts = text.lower().replace("@", " ").replace(".", " ").replace("-", " ").split()
    return [part for part in parts if len(part) > 2]


def _normal(password: str) -> str:
    """One spelling for what is typed as å on one keyboard and as a and a ring on another."""
    return normalize("NFKC", password)


def _yield_to_others() -> None:
    """Argon2 would keep every core from the pages; on Linux a thread has a priority of its own."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        # From where the service stands: nobody but root may take a priority back.
        lower = os.getpriority(os.PRIO_PROCESS, thread) + _LOW_PRIORITY
        os.setpriority(os.PRIO_PROCESS, thread, min(lower, 19))


class Passwords:
    """Hashes passwords and compares them; every password counts to its last character.

    Without other parameters they are RFC 9106's for servers without much memory: 64 MiB, three
    passes. One is computed at a time, in a thread of low priority; pages come to it in their turn
    in the `password_queue`, so that many who sign in use up neither memory nor threads.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._dummy = self._made_up()
        self._apart = ThreadPoolExecutor(1, "passwords", _yield_to_others)

    def hash(self, password: str) -> str:
        """What is stored, with the parameters and a salt of its own."""
        return self._apart.submit(self._hasher.hash, _normal(password)).result()

    def is_right(self, stored: str | None, password: str) -> bool:
        """Whether the stored hash is of this password; without one no, after the same time."""
        try:
            verify = self._apart.submit(
                self._hasher.verify, stored or self._dummy, _normal(password)
            )
            return verify.result()
        except VerificationError:
            return False

    def is_outdated(self, stored: str) -> bool:
        """Whether it was made with other parameters than ours."""
        return self._hasher.check_needs_rehash(stored)

    def _made_up(self) -> str:
        """A hash of nothing, with our parameters: computing one would itself take time."""
        of = self._hasher
        salt, digest = (
            b64encode(secrets.token_bytes(size)).rstrip(b"=").decode()
            for size in (of.salt_len, of.hash_len)
        )
        cost = f"m={of.memory_cost},t={of.time_cost},p={of.parallelism}"
        return f"$argon2id$v=19${cost}${salt}${digest}"
