from __future__ import annotations

from pathlib import Path

import pytest

from parley.errors import SettingsError
from parley.settings import load


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default(elsewhere: Path) -> None:
    (elsewhere / "parley.toml").write_text('archive = "from-file"\nbatch_size = 7\nmax_item_bytes = 5000\n')
    found = load({"archive": "from-flag"}, {"PARLEY_ARCHIVE": "from-env", "PARLEY_BATCH_SIZE": "9"})
    assert found.settings.archive == "from-flag"
    assert found.settings.batch_size == 9
    assert found.settings.max_item_bytes == 5000
    assert found.origins == {
        "archive": "flag",
        "batch_size": "PARLEY_BATCH_SIZE",
        "max_item_bytes": "parley.toml",
        "knowledge": "default",
        "overlay": "default",
        "spacy_model": "default",
    }


def test_a_flag_that_was_not_given_changes_nothing() -> None:
    assert load({"archive": None}, {}).settings.archive == "archive"


@pytest.mark.parametrize(
    ("file", "environ", "words"),
    [
        ("batch_size = 0", {}, ["batch_size", "0", "parley.toml", "greater than or equal to 1"]),
        ("", {"PARLEY_BATCH_SIZE": "many"}, ["batch_size", "many", "PARLEY_BATCH_SIZE"]),
        ("bacth_size = 3", {}, ["parley.toml", "bacth_size", "batch_size"]),
        ("batch_size = ", {}, ["parley.toml", "TOML"]),
        ("", {"PARLEY_CONFIG": "missing.toml"}, ["missing.toml"]),
    ],
)
def test_a_bad_setting_is_named_with_its_origin(
    elsewhere: Path, file: str, environ: dict[str, str], words: list[str]
) -> None:
    (elsewhere / "parley.toml").write_text(file)
    with pytest.raises(SettingsError) as raised:
        load({}, environ)
    assert [word for word in words if word not in str(raised.value)] == []
