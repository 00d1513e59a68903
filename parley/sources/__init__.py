"""Where articles come from: files, folders and standard input, in every format that has an adapter here."""

from parley.sources.reading import read

__all__ = ["read"]
