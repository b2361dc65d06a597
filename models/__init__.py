"""What is stored, and its invariants: projects, keys, users, sessions and signing keys."""
