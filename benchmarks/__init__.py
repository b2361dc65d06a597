"""How fast Rollcall is, measured against a floor in the same run: `make bench`."""
