"""Moving users between projects and systems: JSON lines in, JSON lines out."""
