"""The command line, called in this process: as quick as a function, as true as a command."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mediahub.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


class CommandLine:
    """`mediahub` with a data folder of its own."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.environment = {
            "MEDIAHUB_DATA_DIR": str(data_dir),
            "MEDIAHUB_BASE_URL": "https://podd.example",
            "MEDIAHUB_SECRET_KEYS": "a key that is only good for tests",
            **environment,
        }

    def __call__(self, *arguments: object) -> Ran:
        """Run it in the data folder's parent, where no `.env` lies."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.chdir(self.data_dir.parent)
            patch.setattr(sys, "argv", ["mediahub", *map(str, arguments)])
            try:
                main()
                code: object = 0
            except SystemExit as ended:
                code = ended.code
        assert isinstance(code, int)
        return Ran(code, out.getvalue(), err.getvalue())

    def json(self, *arguments: object) -> Any:
        """What a command that succeeds says to a program."""
        ran = self(*arguments, "--json")
        assert (ran.code, ran.err) == (0, ran.err)
        return json.loads(ran.out)
