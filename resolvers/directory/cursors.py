"""Cursors: sealed positions in one list, of no use in another."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import orjson

from core.errors import RequestCode, RequestError
from core.sealing import SealedBox
from resolvers.directory.conditions import Operand
from resolvers.directory.statements import Position


@dataclass(frozen=True, slots=True)
class Cursors:
    """Seals and opens the cursors of one list: of a project, under an order and a filter.

    What is sealed is also encrypted: a cursor tells nothing of the values that it holds. The same
    row in the same list has the same cursor.
    """

    box: SealedBox
    context: bytes

    def seal(self, position: Position) -> str:
        """Give the cursor of a position."""
        return self.box.seal(orjson.dumps(position, default=str), self.context)

    def open(self, cursor: str, argument: str) -> Position:
        """Give the position of a cursor.

        Raises:
            RequestError: BAD_USER_INPUT if the cursor is not one of this list.
        """
        try:
            position = orjson.loads(self.box.open(cursor, self.context))
        except ValueError:
            message = (
                f"The cursor in `{argument}` is not one of this list: take it from `endCursor`,"
                " `startCursor` or `cursor` of a page with the same filter and order."
            )
            raise RequestError(
                RequestCode.BAD_USER_INPUT, message, {"argumentPath": [argument]}
            ) from None
        return tuple(position)


def cursors_of(
    box: SealedBox, project_id: str, list_shape: bytes, operands: Sequence[Operand]
) -> Cursors:
    """Give the cursors of the list of a project's users under an order and a filter.

    `list_shape` stands for the order and the shape of the filter, `operands` for its values.
    """
    values = orjson.dumps((project_id, operands))
    return Cursors(box, blake2b(list_shape + values, digest_size=16).digest())
