"""Stance claims by rules over the parse; the knowledge is in ``knowledge/stances.yml`` and ``topics.yml``."""

from parley.enrich.claims.extraction import extract

__all__ = ["extract"]
