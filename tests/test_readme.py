from __future__ import annotations

from tools import readme


def test_every_command_of_the_readme_prints_what_it_shows() -> None:
    written = readme.README.read_text(encoding="utf-8")
    assert written.count("```console") >= 8
    assert readme.comparable(readme.refreshed(written)) == readme.comparable(written)
