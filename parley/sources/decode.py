"""From bytes to text without losing any: byte order mark, declaration, UTF-8, UTF-16 without mark, else a guess.

A guess never replaces a byte by a question mark. What cannot be decoded is refused, and so is what is no text.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from parley.models import Model

MARKS = (  # the longer ones first: the mark of UTF-16 begins that of UTF-32
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAGIC = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a gzip archive",
    b"BZh91AY&SY": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
}
CONTROLS = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1b"})  # colours of a terminal (ESC) do occur in text
MOST_CONTROLS = 0.02  # share of control characters up to which something is text
NULS = 0.1  # share of UTF-16 units whose upper byte is NUL, above which text is UTF-16: spaces alone give more
SAMPLE = 65_536  # bytes that a guess looks at
LATIN = 0.3  # share of bytes above 127 up to which a text in an 8-bit encoding is in the Latin alphabet
SCRIPTS = (  # what is guessed for other alphabets: one or two encodings each, since more are confused
    *("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
)
BROKEN = re.compile("[\ud800-\udfff]")  # half a character: what could not be decoded, or a cut escape in JSON
EIGHT_BIT = re.compile(r"cp125|iso8859|koi8|latin|mac-")  # any UTF-8 decodes with these, so they prove nothing


class Decoded(Model):
    """Text and the encoding that gave it."""

    text: str
    encoding: str


class Refused(Model):
    """Why something is no article: a short fixed name, and what to do about it."""

    reason: str
    detail: str


def decode(data: bytes, *, forced: str | None = None, declared: str | None = None) -> Decoded | Refused:
    """The text of a whole file or line. ``forced`` is a user's word and final; ``declared`` is the file's own claim.

    Refuses with "binary" or "undecodable".
    """
    if refused := binary(data, forced):
        return refused
    if found := _strict(data, forced) if forced else _found(data, declared):
        return found
    tried = forced or "any encoding that fits"
    return Refused(reason="undecodable", detail=f"cannot be decoded with {tried}: set `encoding` in sources.yml")


def binary(data: bytes, forced: str | None = None) -> Refused | None:
    """Why a file that begins like this is no text at all, or None."""
    if what := next((what for magic, what in MAGIC.items() if data.startswith(magic)), None):
        return Refused(reason="binary", detail=f"{what}: export it as text or HTML")
    encoding = forced or wide(data[:SAMPLE])
    text = data.decode(encoding, "ignore").encode("utf-8", "surrogatepass") if encoding else data
    if len(text) - len(text.translate(None, CONTROLS)) > MOST_CONTROLS * len(text):
        return Refused(reason="binary", detail="too many control characters for text: give it as text or HTML")
    return None


def wide(head: bytes) -> str | None:
    """The Unicode encoding that a byte order mark or, in its absence, a pattern of NUL bytes shows."""
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)
    return marked or _unmarked(head)


def _unmarked(head: bytes) -> str | None:
    """UTF-16 without mark: most characters, spaces and line ends at least, have a NUL in the same half."""
    units = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) <= NULS * units or min(even, odd) > max(even, odd) / 10:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _found(data: bytes, declared: str | None) -> Decoded | None:
    if encoding := wide(data[:SAMPLE]):
        return _strict(data, encoding)
    if declared and not EIGHT_BIT.match(_name(declared)) and (found := _strict(data, declared)):
        return found
    return _strict(data, "utf-8") or (declared and _strict(data, declared)) or _mixed(data) or _guessed(data)


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):  # LookupError: a page may declare an encoding that nobody knows
        return None
    return Decoded(text=text.removeprefix("\ufeff"), encoding=_name(encoding))


def _mixed(data: bytes) -> Decoded | None:
    """UTF-8 into which bytes of cp1252 were pasted; these are decoded as such."""
    valid = data.decode("utf-8", "ignore").encode()
    if _high(valid) * 2 < _high(data):
        return None
    try:
        return Decoded(text=data.decode("utf-8", "parley-cp1252"), encoding="utf-8+cp1252")
    except UnicodeDecodeError:
        return None


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252"), error.end


codecs.register_error("parley-cp1252", _as_cp1252)


def _guessed(data: bytes) -> Decoded | None:
    if _high(data) <= LATIN * len(data):  # charset-normalizer takes French for Baltic: cp1252 is right more often
        return _strict(data, "cp1252")
    sample = data[:SAMPLE].rpartition(b"\n")[0] or data[:SAMPLE]
    best = from_bytes(sample, cp_isolation=list(SCRIPTS)).best()
    return _strict(data, best.encoding) if best else None


def _name(encoding: str) -> str:
    """The usual spelling of an encoding: "UTF8" is "utf-8"."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return encoding


def _high(data: bytes) -> int:
    """Number of bytes above 127."""
    return len(data.translate(None, bytes(range(128))))
