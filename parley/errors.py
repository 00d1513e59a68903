"""Every error that Parley raises on purpose. Each one is transient (wait, try again) or terminal (report)."""


class ParleyError(Exception):
    """The root. The message names the input and says what to do."""


class TransientError(ParleyError):
    """The same call may succeed later: the caller retries."""


class TerminalError(ParleyError):
    """The same call will fail again: the caller reports."""


class InputError(TerminalError):
    """What was asked to be read is missing, unreadable or not of the form it claims."""


class SettingsError(TerminalError):
    """A setting has a value that cannot be used."""


class KnowledgeError(TerminalError):
    """A file under ``knowledge/`` breaks its schema or contradicts another."""


class QueryError(TerminalError):
    """A search asks for something that no store can answer."""


class StoreError(TerminalError):
    """The archive cannot be opened, read or written."""


class StoreBusy(TransientError):
    """Another process is writing to the archive."""


class StoreUnavailable(TransientError):
    """The store does not answer now, or has no room: a full disk, a server that is down."""


class ModelMissing(TerminalError):
    """A language model that a setting names is not installed."""


class DocumentsRefused(StoreError):
    """The store took everything but some articles; it now holds neither these nor claims of theirs."""

    def __init__(self, where: str, reasons: dict[str, str]) -> None:
        """``reasons`` by the id of the article."""
        self.reasons = reasons
        first = "; ".join(f"{id}: {reason}" for id, reason in list(reasons.items())[:3])
        super().__init__(f"{where}: refused {len(reasons)} articles, the rest is written; the first: {first}")
