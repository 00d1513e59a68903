"""How the claim model is trained and joined with the rules."""
