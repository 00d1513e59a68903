"""What a developer of Parley runs."""
