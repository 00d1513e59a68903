"""How good Parley is, on data that its rules were not written from."""
