"""Reading the text of a document, within limits."""

from graphql import DocumentNode, GraphQLError, parse

from core.errors import RequestError
from schema.execution.limits import too_complex

MAX_CHARACTERS = 200_000
"""Reading so many takes 50 milliseconds at most, whatever they are."""
MAX_TOKENS = 1_000
MAX_NESTING = 200
"""Levels of selections and values in one definition: graphql-core goes no deeper."""


def read(text: str) -> DocumentNode:
    """Parse a document.

    Raises:
        GraphQLError: its syntax is wrong, or it passes a limit.
    """
    if len(text) > MAX_CHARACTERS:
        message = TOO_LONG.format(len(text), MAX_CHARACTERS)
        raise refusal(too_complex("characters", MAX_CHARACTERS, message, value=len(text)))
    try:
        return parse(text, max_tokens=MAX_TOKENS)
    except GraphQLError as error:
        # Nothing but its message tells why graphql-core would not go on.
        limit = _PARSER_LIMITS.get(error.message)
        raise error if limit is None else refusal(limit, error) from None
    except RecursionError:
        raise refusal(NESTED) from None


def refusal(error: RequestError, at: GraphQLError | None = None) -> GraphQLError:
    """Give an error as one of the document, at the place of another."""
    source, positions = (None, None) if at is None else (at.source, at.positions)
    return GraphQLError(error.message, None, source, positions, original_error=error)


TOO_LONG = "The document has {:,} characters, and {:,} are the most: send values in variables."
TOKENS = too_complex(
    "tokens",
    MAX_TOKENS,
    f"The document has more than {MAX_TOKENS:,} tokens: send it in parts, and values in variables.",
)
NESTED = too_complex(
    "nesting",
    MAX_NESTING,
    f"The document is nested more than {MAX_NESTING} levels deep: send values in variables.",
)
_PARSER_LIMITS = {
    f"Syntax Error: Document contains more than {MAX_TOKENS} tokens. Parsing aborted.": TOKENS,
    "Syntax Error: Document is nested too deeply. Parsing aborted.": NESTED,
}
