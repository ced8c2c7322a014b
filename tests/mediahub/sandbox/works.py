"""Works for a sandbox: honest ones, and such as take or raise what no file should."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from mediahub.errors import Conflict, Invalid

MIB = 1 << 20


def echo(*values: object) -> list[object]:
    return list(values)


def refuse(name: str) -> None:
    raise Conflict("“{name}” is wrong. {reason}", name=name, reason=[Invalid("So {n}.", n=7)])


def grow(memory_bytes: int) -> int:
    return len(bytearray(memory_bytes))


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(600)


def dig(depth: int) -> int:
    return 1 + dig(depth + 1)


def fail() -> None:
    raise ValueError("of no interest")


def die() -> None:
    os.abort()


def chatter() -> str:
    return "x" * (3 * MIB)


def write(path: str) -> int:
    return Path(path).write_bytes(bytes(2 * MIB))


def absent(path: str) -> bytes:
    return Path(path).read_bytes()


def count(most: int) -> Iterator[int]:
    yield from range(most)
    spin()


def known() -> list[str]:
    return sorted(os.environ)
