"""Articles to measure with: newswire from the shared corpora where they are there, else made from ``seeds/``."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

HOUSE = Path(__file__).parent.parent
SHARED = HOUSE.parent / "shared"
NEWSWIRE = SHARED / "corpora" / "voa_afghan_pseudo_docs.jsonl"


def documents() -> list[list[str]]:
    """Real articles as lists of sentences or paragraphs."""
    if NEWSWIRE.exists():
        with NEWSWIRE.open(encoding="utf-8") as lines:
            return [[untokenised(sentence) for sentence in json.loads(line)["sentences"]] for line in lines]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted((HOUSE / "seeds").rglob("*.txt"))]
    return [paragraphs for text in texts if len(paragraphs := [p for p in text.splitlines() if len(p) > 80]) > 2]


def untokenised(sentence: str) -> str:
    """Words and punctuation as print has them: the corpus separates them by spaces."""
    sentence = re.sub(r" ([,.;:?!%)'’]|n't|'s)", r"\1", sentence)
    return re.sub(r'([($]) |" ([^"]*) "', lambda m: m[1] or f'"{m[2]}"', sentence)


def write(path: Path, articles: int, seed: int = 1) -> int:
    """Write that many different articles as JSON lines: the real ones, then mixtures of two. Gives their words."""
    real, chance, words = documents(), random.Random(seed), 0
    with path.open("w", encoding="utf-8") as out:
        for number in range(articles):
            paragraphs = real[number] if number < len(real) else _mixed(real, chance)
            text = "\n\n".join(paragraphs)
            words += len(text.split())
            out.write(json.dumps({"id": f"a{number:06}", "text": text}, ensure_ascii=False) + "\n")
    return words


def _mixed(real: list[list[str]], chance: random.Random) -> list[str]:
    """As long as one real article, its paragraphs drawn from two."""
    first, second = chance.sample(real, 2)
    drawn = first + second
    chance.shuffle(drawn)
    return drawn[: max(2, len(first))]
