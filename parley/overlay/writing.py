"""An entry as the text that is put at the end of a user's file; what is there stays as it is, byte by byte."""

from __future__ import annotations

from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from parley.errors import KnowledgeError
from parley.overlay.entries import Entry

HEADING = "# What you know better than the knowledge of Parley, applied from top to bottom: parley actors --help\n"
WIDTH = 110


def addition(text: str, entry: Entry) -> str:
    """What to put after ``text``, the file as it is. Raises ``KnowledgeError`` where the file is one ``[...]``."""
    found = YAML().load(text)
    if isinstance(found, CommentedSeq) and found.fa.flow_style():
        raise KnowledgeError("your file is one list in brackets: write it as entries that start with '- ' first")
    column = found.lc.col if isinstance(found, CommentedSeq) else 0
    gap = "\n" if not text or text.endswith("\n") else "\n\n"
    lines = _dumped(entry).splitlines()
    added = (HEADING if not text else "") + gap + "".join(f"{' ' * column}{line}\n" for line in lines)
    return added.replace("\n", "\r\n") if "\r\n" in text else added


def _dumped(entry: Entry) -> str:
    row = CommentedMap()
    for field, value in entry.model_dump(by_alias=True, exclude_defaults=True).items():
        row[field] = CommentedSeq(value) if isinstance(value, tuple) else value
        if isinstance(value, tuple):
            row[field].fa.set_flow_style()
    yaml, stream = YAML(), StringIO()
    yaml.width = WIDTH
    yaml.dump([row], stream)
    return stream.getvalue()
