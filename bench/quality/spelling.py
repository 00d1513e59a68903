"""Are spelling variants of a name told from names of other people? On the persons of the shipped knowledge.

python -m bench.quality.spelling

Pairs: two names of one person with the same words, each spelt from the same sound on. Non-pairs: names of two persons,
for each two the most alike that they have. No title stands in any. All are cut in two by a hash of the ids: the
threshold was chosen on one half. Some pairs of both had been seen when the rules were written.

Looking up: the last alias of each person is taken out of the knowledge and looked for (known), and the person's every
name is taken out and one is looked for (unknown: whatever is found is wrong).
"""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from parley.enrich.actors.lexicon import listed
from parley.knowledge import KnownActor, shipped
from parley.spelling import NEAR, Spellings, likeness, words

Name = tuple[str, ...]
Pair = tuple[Name, Name]
SAME_START = ("aeiouy", "ckqgxh", "szj", "bp", "vwf", "td")  # letters that one sound is spelt with
A_PERSON = 3  # pairs: some have forty spellings, and would count for all
LONGER = 3  # letters by which two spellings of a word may differ
HARD = 70  # of 100 by rapidfuzz's ratio: a non-pair less alike is told apart by anything
NON_PAIRS = 300  # at least, in each half
THRESHOLDS = (0.70, 0.75, 0.80, 0.85, 0.90, 0.95)
TITLES = listed("honorifics")


def half(*actors: str) -> int:
    """0 or 1, always the same for the same persons."""
    return hashlib.blake2b(" ".join(actors).encode(), digest_size=1).digest()[0] % 2


def names(actor: KnownActor) -> list[Name]:
    """The names of a person of two words or more, without a title."""
    found = dict.fromkeys(words(name) for name in (actor.name, *actor.aliases))
    return [name for name in found if len(name) > 1 and TITLES.isdisjoint(name)]


def variants(actor: KnownActor) -> list[Pair]:
    """Two spellings of one name, at most ``A_PERSON``, chosen by their hash."""
    pairs = [pair for pair in itertools.combinations(names(actor), 2) if _respelt(*pair)]
    return sorted(pairs, key=lambda pair: hashlib.blake2b(repr(pair).encode()).digest())[:A_PERSON]


def _respelt(one: Name, other: Name) -> bool:
    return len(one) == len(other) and all(
        _starts_alike(a[0], b[0]) and abs(len(a) - len(b)) <= LONGER for a, b in zip(one, other, strict=True)
    )


def _starts_alike(one: str, other: str) -> bool:
    return one == other or any(one in letters and other in letters for letters in SAME_START)


def others(persons: Sequence[KnownActor]) -> dict[tuple[str, str], Pair]:
    """Names of two persons: for each two ids the most alike, where they are alike at all."""
    best: dict[tuple[str, str], tuple[float, Pair]] = {}
    named = [(actor.id, name, " ".join(name)) for actor in persons for name in names(actor)]
    for (id_, name, joined), (other_id, other, other_joined) in itertools.combinations(named, 2):
        if id_ != other_id and name != other:
            score = fuzz.ratio(joined, other_joined, score_cutoff=HARD)
            if score > best.get((id_, other_id), (0.0, ()))[0]:
                best[id_, other_id] = score, (name, other)
    return {ids: pair for ids, (_, pair) in best.items()}


def table(title: str, score: Callable[[Name, Name], float], pairs: Sequence[Pair], non_pairs: Sequence[Pair]) -> None:
    """Print precision and recall by threshold."""
    print(f"{title}: {len(pairs)} pairs, {len(non_pairs)} non-pairs")
    alike, unlike = [score(*pair) for pair in pairs], [score(*pair) for pair in non_pairs]
    for least in THRESHOLDS:
        right, wrong = sum(s >= least for s in alike), sum(s >= least for s in unlike)
        print(f"  {least:.2f}  precision {right / max(1, right + wrong):.3f}  recall {right / len(alike):.3f}")


def plain(one: Name, other: Name) -> float:
    """Jaro-Winkler of the whole names as they are: what there would be without this module."""
    return JaroWinkler.similarity(" ".join(one), " ".join(other))


def looked_up(persons: Sequence[KnownActor]) -> None:
    """Print what a look-up in the whole knowledge finds."""
    for least in THRESHOLDS:
        counts: dict[str, int] = defaultdict(int)
        for actor in (actor for actor in persons if len(names(actor)) > 1):
            name = " ".join(names(actor)[-1])
            rest = [near for near in EVERYBODY.near(name, least) if near.actor != actor.id]
            mine = max((likeness(words(name), known) for known in names(actor)[:-1]), default=0.0)
            best = max((near.likeness for near in rest), default=0.0)
            counts["unknown, found"] += best >= least
            counts["known, right"] += mine >= least and mine > best
            counts["known, wrong"] += best >= least and best >= mine
            counts["all"] += 1
        right, wrong = counts["known, right"], counts["known, wrong"]
        print(
            f"  {least:.2f}  known: precision {right / (right + wrong):.3f} ({wrong} wrong), found "
            f"{right / counts['all']:.3f}  unknown: {counts['unknown, found'] / counts['all']:.4f} found"
        )


PERSONS = [actor for actor in shipped().actors.values() if actor.type == "person"]
EVERYBODY = Spellings(shipped().actors.values())


def main() -> None:
    unlike = others(PERSONS)
    for number, what in enumerate(("half that the threshold was chosen on", "other half")):
        persons = [actor for actor in PERSONS if half(actor.id) == number]
        pairs = [pair for actor in persons for pair in variants(actor)]
        non_pairs = [pair for ids, pair in unlike.items() if half(*ids) == number]
        if len(non_pairs) < NON_PAIRS:
            raise SystemExit(f"only {len(non_pairs)} non-pairs: lower HARD")
        table(f"{what}, plain Jaro-Winkler", plain, pairs, non_pairs)
        table(f"{what}, this matcher", likeness, pairs, non_pairs)
        print(f"{what}, looking up:")
        looked_up(persons)
    print(f"chosen: {NEAR}")


if __name__ == "__main__":
    main()
