"""What each operation does: plain arguments in, records or errors out, and no GraphQL."""
