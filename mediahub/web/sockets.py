"""What the operating system says of sockets and files, where it is Unix."""

import asyncio
import contextlib
import sys

# Databases, queues, logs and what else a process has open.
_OTHER_FILES = 200


def unsent_bytes(transport: asyncio.WriteTransport) -> int:
    """What was written and the client's system has not confirmed, if anything is held back here.

    0 when all of it has been handed to the operating system.
    """
    held = transport.get_write_buffer_size()
    return held + _queued_bytes(transport) if held else 0


def allow_connections(wanted: int) -> int:
    """How many connections fit, each with a file that it is sent; this many if they can be had.

    The process is allowed more open files, as far as the system lets it.
    """
    if sys.platform == "win32":
        return wanted
    import resource  # noqa: PLC0415 - not there on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    files = 2 * wanted + _OTHER_FILES
    if soft < files:
        soft = files if hard == resource.RLIM_INFINITY else min(files, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(min(wanted, (soft - _OTHER_FILES) // 2), 1)


def _queued_bytes(transport: asyncio.WriteTransport) -> int:
    if sys.platform != "linux":
        return 0
    import fcntl  # noqa: PLC0415 - not there on Windows
    import termios  # noqa: PLC0415

    answer = bytes(4)
    with contextlib.suppress(OSError, ValueError):  # it is closed by now
        fd = transport.get_extra_info("socket").fileno()
        answer = fcntl.ioctl(fd, termios.TIOCOUTQ, answer)
    return int.from_bytes(answer, sys.byteorder)
