"""A short version of the campaign of ``make kills``."""

from __future__ import annotations

import pytest

from bench import kills


def test_a_run_killed_at_any_moment_is_finished_by_the_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert kills.campaign(kills=3, articles=40, seed=7) == 0, capsys.readouterr().out
