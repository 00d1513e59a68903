"""Which language a text is in."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LETTERS = 20  # below, a guess is noise
ENOUGH = 2000  # characters: more of a text does not make the answer surer


def identify(text: str) -> tuple[str, float]:
    """The ISO 639-1 code of the language of ``text`` and its probability; ``("und", 0.0)`` where it is too short."""
    sample = text[:ENOUGH]
    if sum(map(str.isalpha, sample)) < LETTERS:
        return "und", 0.0
    language, probability = _identifier().classify(sample)
    return str(language), min(1.0, max(0.0, float(probability)))


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
