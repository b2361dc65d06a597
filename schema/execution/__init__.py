"""Running operations: documents prepared once, results, and errors as clients see them."""
