"""Parley's own model of names: persons, organisations, places. How it is trained: ``models/ner``."""

from __future__ import annotations

from parley.enrich.ner.component import NAME, NameFinder

__all__ = ["NAME", "NameFinder"]
