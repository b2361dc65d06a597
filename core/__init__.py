"""Tools that know no account: errors, instants, identifiers, documents, secrets, settings, logs."""
