"""Getting a server to test on: what is said where it cannot be had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def start(house: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.elasticsearch", "start"]
    return subprocess.run(
        command, cwd=house, env=os.environ | environ, capture_output=True, text=True, timeout=60, check=False
    )


def test_without_maven_it_is_said_what_to_do(house: Path, tmp_path: Path) -> None:
    ran = start(house, PARLEY_CACHE=str(tmp_path), PATH=str(tmp_path))
    assert ran.returncode == 1
    assert "Maven (mvn) is not installed" in ran.stderr
    assert "PARLEY_TEST_ELASTICSEARCH=http" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_one_that_runs_already_is_not_started_again(house: Path, tmp_path: Path) -> None:
    (tmp_path / "running.json").write_text("{}", encoding="utf-8")
    ran = start(house, PARLEY_CACHE=str(tmp_path))
    assert ran.returncode == 1
    assert "python -m tools.elasticsearch stop" in ran.stderr
