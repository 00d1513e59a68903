"""The knowledge that holds for an archive: the shipped one, a pack or a folder, and what a user's file changes."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from parley.errors import KnowledgeError
from parley.knowledge import SHIPPED, Knowledge, folder, load, shipped
from parley.overlay import Overlaid, apply, parse
from parley.settings import Settings


def knowledge(settings: Settings) -> Knowledge:
    """What is known under these settings. Raises ``KnowledgeError``."""
    return overlaid(settings).knowledge


def overlaid(settings: Settings) -> Overlaid:
    """The same with what the user's file says, and where. Raises ``KnowledgeError``."""
    return with_text(settings, text(Path(settings.overlay)))


def with_text(settings: Settings, text: str) -> Overlaid:
    """The same if the user's file said ``text``. Raises ``KnowledgeError``."""
    return _overlaid(settings.knowledge, settings.overlay, text)


def text(path: Path) -> str:
    """What is in the user's file; nothing where there is none. Raises ``KnowledgeError``."""
    try:
        return path.read_bytes().decode() if path.exists() else ""
    except (OSError, ValueError) as error:
        raise KnowledgeError(f"{path}: cannot be read as text: {error}") from error


@lru_cache(maxsize=2)  # by what the file says: a process that lives long sees changes
def _overlaid(name: str, path: str, text: str) -> Overlaid:
    return apply(_base(name), parse(text, path), path)


@cache
def _base(name: str) -> Knowledge:
    return shipped() if name == SHIPPED else load(folder(name))
