"""Run the commands of README.md and hold its outputs to what they print.

python -m tools.readme           say where they differ
python -m tools.readme --write   put in what they print now
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HOUSE = Path(__file__).parent.parent
README = HOUSE / "README.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.S)
VARIES = ((re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}"), "RUN"), (re.compile(r"\b\d+\.\d+\b"), "N.N"))


def refreshed(text: str) -> str:
    """The README with the output of every ``$ command`` in its console blocks as it is now, run in order in one folder
    that holds ``seeds/`` and nothing else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(HOUSE / "seeds", folder / "seeds")
        return BLOCK.sub(lambda match: f"```console\n{_session(match[1], folder)}```", text)


def _session(block: str, folder: Path) -> str:
    commands = re.findall(r"^\$ (.*(?:\\\n.*)*)", block, re.M)
    return "".join(f"$ {command}\n{_output(command, folder)}" for command in commands)


def _output(command: str, folder: Path) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    environ |= {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "100", "NO_COLOR": "1"}
    ran = subprocess.run(["bash", "-c", command], cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return "".join(line.rstrip() + "\n" for line in (ran.stdout + ran.stderr).splitlines())


def comparable(text: str) -> str:
    """The text without what differs from run to run: names of runs and seconds."""
    for pattern, name in VARIES:
        text = pattern.sub(name, text)
    return re.sub(r" +", " ", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    written = README.read_text(encoding="utf-8")
    now = refreshed(written)
    if parser.parse_args().write:
        README.write_text(now, encoding="utf-8")
    elif comparable(now) != comparable(written):
        raise SystemExit("README.md does not show what its commands print: python -m tools.readme --write")


if __name__ == "__main__":
    main()
