"""Migrations, in the order of their numbers; reviewed, and never edited after a release."""
