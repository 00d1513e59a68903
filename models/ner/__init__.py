"""The named-entity model: data, training, export. Its card is ``README.md`` beside this file."""
