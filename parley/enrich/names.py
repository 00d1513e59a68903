"""Which known names stand where: the longest known name at each word of a paragraph, by folded words, then by case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from parley.enrich.words import WORD, Line, Word, fold
from parley.knowledge import KnownActor

Kind = Literal["alias", "short", "seat", "adjective"]
SHORT_ACRONYM = 3  # letters: "US", "IS", "WHO", "LeT" count only as written, "Nato" and "Isis" are usual spellings


class Form(NamedTuple):
    """One way to write ``actor``."""

    actor: str
    kind: Kind
    written: tuple[str, ...]


class Hit(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) of a line are written as all of ``forms``."""

    first: int
    last: int
    forms: tuple[Form, ...]

    def of(self, kind: Kind) -> list[str]:
        """Ids of the actors that it means as ``kind``."""
        return list(dict.fromkeys(form.actor for form in self.forms if form.kind == kind))


class Names:
    """An index over written forms."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._forms: dict[tuple[str, ...], list[Form]] = defaultdict(list)
        for form in forms:
            self._forms[tuple(map(fold, form.written))].append(form)
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in self._forms:
            lengths[key[0]].add(len(key))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def at(self, line: Line, index: int) -> Hit | None:
        """The longest name that starts at word ``index``."""
        words = line.words
        for length in self._lengths.get(words[index].key, ()):
            stretch = words[index : index + length]
            if len(stretch) < length or not all(word.joined for word in stretch[1:]):
                continue
            forms = self._forms.get(tuple(word.key for word in stretch))
            if forms and (fitting := tuple(form for form in forms if _case_fits(form, stretch, line.shouted))):
                return Hit(index, index + length, fitting)
        return None

    def scan(self, line: Line) -> Iterator[Hit]:
        """All names of a line, from left to right, none inside another."""
        index = 0
        while index < len(line.words):
            hit = self.at(line, index)
            if hit:
                yield hit
            index = hit.last if hit else index + 1

    def actor(self, name: str) -> str | None:
        """The actor that ``name`` is enough for on its own."""
        forms = self._forms.get(tuple(map(fold, written(name))), ())
        return next((form.actor for form in forms if form.kind == "alias"), None)


def written(name: str) -> tuple[str, ...]:
    """The words of a name as it is written, points of acronyms and a lower-case article left out."""
    words = tuple(match.group().replace(".", "") for match in WORD.finditer(name))
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def forms(actors: Iterable[KnownActor]) -> Iterator[Form]:
    """All the forms of known actors; longer evidence first."""
    for actor in actors:
        named: tuple[tuple[Kind, tuple[str, ...]], ...] = (
            ("alias", (actor.name, *actor.aliases)),
            ("short", actor.short),
            ("seat", actor.seats),
            ("adjective", actor.adjective),
        )
        for kind, names in named:
            yield from (Form(actor.id, kind, words) for name in dict.fromkeys(names) if (words := written(name)))


def _case_fits(form: Form, words: list[Word], shouted: bool) -> bool:
    return all(_word_fits(known, word.raw, shouted) for known, word in zip(form.written, words, strict=True))


def _word_fits(known: str, found: str, shouted: bool) -> bool:
    acronym = len(known) > 1 and not known[1:].islower() and known[0].isupper()
    if acronym and len(known) <= SHORT_ACRONYM:
        return found == known and not shouted
    if known.isupper() and acronym:
        return found in (known, known.capitalize())
    return found[0].isupper() or not known[0].isupper()
