"""Where documents are kept and searched: one protocol, several implementations."""
