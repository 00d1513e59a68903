"""A user's own knowledge: a file of changes to the shipped one."""

from parley.overlay.entries import Alias, Correction, Entry, Merge, NewActor, Placed, Split, examples, new_actor, parse
from parley.overlay.world import KINDS_OF_NAME, Overlaid, apply, key
from parley.overlay.writing import addition

__all__ = [
    "KINDS_OF_NAME",
    "Alias",
    "Correction",
    "Entry",
    "Merge",
    "NewActor",
    "Overlaid",
    "Placed",
    "Split",
    "addition",
    "apply",
    "examples",
    "key",
    "new_actor",
    "parse",
]
