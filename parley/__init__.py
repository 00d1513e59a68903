"""Parley: who took which stance on what, when, and who reported it."""

__version__ = "0.1.0"
