"""`python limited.py MEMORY_BYTES CPU_SECONDS PROGRAM …`: becomes the program, within limits.

A program of its own, for what Python runs between fork and exec may hang where there are threads.
"""

import os
import resource
import sys


def main() -> None:
    """Set the limits and become the program."""
    memory_bytes, cpu_seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # At the first number it is told to end, at the second it is ended.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606 - no shell, and a program that we name


if __name__ == "__main__":
    main()
