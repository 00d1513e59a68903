"""The claim model: what it reads of an article, and what it makes of it."""
