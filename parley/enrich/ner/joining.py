"""What the tags of single words leave to do: signs at the ends of names, and names of organisations cut in two."""

from __future__ import annotations

from collections.abc import Sequence

from parley.enrich.ner.tags import Found

LINKS = frozenset({"of", "for"})  # with "the" after them, what goes on inside the name of an organisation
FIRMS = frozenset({"inc", "ltd", "llc", "corp", "co", "plc"})
DANGLING = LINKS | {"and", "the", "in", "on", "de", "des", "du"}


def joined(found: Sequence[Found], words: Sequence[str]) -> list[Found]:
    """Names over ``words``: organisations go on after "of" and "for", and no name ends with a small word or a sign."""
    names: list[Found] = []
    for name in found:
        before = names[-1] if names else None
        if before and _goes_on(before, name, words):
            names[-1] = Found(before.first, name.last, "ORG")
        else:
            names.append(name)
    trimmed = (_trimmed(name, words) for name in names)
    return [name for name in trimmed if name.first < name.last]


def _goes_on(before: Found, name: Found, words: Sequence[str]) -> bool:
    """ "Popular Front" "for the" "Liberation": the link lies between two organisations, or the first ends with it."""
    gap = [word.lower() for word in words[before.last : name.first]]
    if not gap and before.label == name.label != "PER":
        return True
    if before.label != "ORG" or name.label == "PER":
        return False
    if words[before.last - 1].lower() in LINKS:
        return gap in ([], ["the"])
    firm = gap == [","] and words[name.first].lower() in FIRMS
    return name.label == "ORG" and (firm or gap in (["of"], ["for"], ["of", "the"], ["for", "the"]))


def _trimmed(name: Found, words: Sequence[str]) -> Found:
    first, last, label = name
    while first < last and not words[first][0].isalnum():
        first += 1
    while first < last and (
        words[last - 1].lower() in DANGLING or not (words[last - 1][0].isalnum() or words[last - 1] == ".")
    ):
        last -= 1
    return Found(first, last, label)
