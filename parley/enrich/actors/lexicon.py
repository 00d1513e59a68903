"""The word lists of ``knowledge/actor_words.yml``: titles, prepositions, nouns that say what a name before them is."""

from __future__ import annotations

from typing import get_args

from pydantic import Field

from parley.knowledge import FOLDER, rows
from parley.models import ActorType, Model

FILE = FOLDER / "actor_words.yml"


class WordList(Model):
    """Words that mean the same to a rule."""

    id: str
    what: str
    words: tuple[str, ...] = Field(min_length=1)
    examples: tuple[str, ...] = Field(min_length=1)


LISTS = {found.id: found for found in rows(FILE, WordList)}
TYPES: tuple[ActorType, ...] = get_args(ActorType)


def listed(id_: str) -> frozenset[str]:
    """The words of one list."""
    return frozenset(LISTS[id_].words)


def by_type(prefix: str) -> dict[ActorType, frozenset[str]]:
    """The lists ``prefix-<type>``, in the order of the file."""
    found = {id_.removeprefix(f"{prefix}-"): frozenset(entry.words) for id_, entry in LISTS.items()}
    return {kind: listed for name, listed in found.items() for kind in TYPES if kind == name}
