"""GraphQL over HTTP: from a request's bytes to an operation, and from its result to bytes."""
