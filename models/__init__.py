"""How the models that Parley ships are trained; nothing of this is installed with it."""
