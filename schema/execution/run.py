"""Running one operation."""

from collections.abc import Awaitable
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from graphql import ExecutionResult, OperationType, execute
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from core.errors import RequestCode, RequestError
from schema.build import schema
from schema.context import GraphQLContext
from schema.execution.deadlines import Deadlines
from schema.execution.documents import Prepared
from schema.execution.errors import as_json, masked, request_error
from schema.execution.fast import run_plan


@dataclass(slots=True)
class Result:
    """The answer to an operation, as JSON will say it.

    `has_run` tells an operation that ran, whatever came of it, from one that was refused;
    `has_failed` that the server is to blame for that. `kind` is known of what has run.
    """

    body: dict[str, Any]
    has_run: bool
    has_failed: bool = False
    kind: OperationType | None = None


def refused(error: RequestError) -> Result:
    """Give the answer to a request that does not get as far as running."""
    return Result({"errors": [request_error(error)]}, has_run=False)


def failed(error: Exception) -> Result:
    """Give the answer to a request before which the server itself has failed."""
    return Result({"errors": [masked(error)]}, has_run=False, has_failed=True)


def invalid(prepared: Prepared) -> Result:
    """Give the answer to a document with errors."""
    code = prepared.code or RequestCode.GRAPHQL_VALIDATION_FAILED
    errors = [as_json(error, otherwise=code) for error in prepared.errors]
    return Result({"errors": errors}, has_run=False)


async def run(
    prepared: Prepared,
    context: GraphQLContext,
    variables: dict[str, Any] | None,
    operation_name: str | None,
) -> Result:
    """Run an operation of a document without errors: by its plan, or else as GraphQL says."""
    request, given = context.request, variables or {}
    data = await run_plan(prepared, operation_name, request, given, context.ration)
    if data is not None:
        return Result({"data": data}, has_run=True)
    return await run_plainly(prepared, context, variables, operation_name)


async def in_time(deadlines: Deadlines, context: GraphQLContext, work: Awaitable[Result]) -> Result:
    """Run a query within the time that a request has, and refuse it when that is over.

    Its statements end with it. A mutation must not be run so: it would be left half done.
    """
    try:
        with deadlines.limit(context.deadline()):
            return await work
    except TimeoutError:
        return refused(context.too_slow())


async def run_plainly(
    prepared: Prepared,
    context: GraphQLContext,
    variables: dict[str, Any] | None,
    operation_name: str | None,
) -> Result:
    """Run an operation by the ordinary executor, field by field."""
    answer = execute(
        schema._schema,  # noqa: SLF001 -- there is no public name
        prepared.document,  # type: ignore[arg-type]
        context_value=context,
        variable_values=variables,
        operation_name=operation_name,
        executor_class=StrawberryGraphQLCoreExecutionContext,
        operation_extensions={},
        hide_suggestions=not prepared.suggests,
    )
    result: ExecutionResult = await answer if isawaitable(answer) else answer
    return _result(result)


def _result(result: ExecutionResult) -> Result:
    errors = [as_json(error) for error in result.errors or ()]
    if result.data is None and not any("path" in error for error in errors):
        return Result({"errors": errors}, has_run=False)
    body: dict[str, Any] = {"data": result.data}
    if errors:
        body["errors"] = errors
    return Result(body, has_run=True)
