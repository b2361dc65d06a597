"""Whether an operation has a plan, and running it; without one the ordinary executor runs."""

from collections.abc import Mapping
from typing import Any

from core.logs import get_logger
from resolvers.context import Context
from resolvers.limits import Ration
from schema.execution.coercion import Fallback
from schema.execution.documents import Prepared
from schema.execution.plans import Plan
from schema.execution.selections import Collector, flags_of

MAX_PLANS = 16
"""Plans kept for one document: each set of values of `@skip` and `@include` has its own."""

_log = get_logger("rollcall.execution")


async def run_plan(
    prepared: Prepared,
    name: str | None,
    context: Context,
    variables: Mapping[str, Any],
    ration: Ration | None = None,
) -> dict[str, Any] | None:
    """Give the data of the answer; None if the ordinary executor is to run the operation.

    What the ration has counted by then, it will not count again.
    """
    try:
        plan = _plan(prepared, name, variables)
        return None if plan is None else await plan.run(context, variables, ration)
    except (Fallback, RecursionError):
        # What is nested too deeply for Python is for the ordinary executor to refuse.
        return None
    except Exception as error:  # noqa: BLE001 -- the ordinary executor tells and masks it
        _log.warning("plan_failed", exc_info=error)
        return None


def _plan(prepared: Prepared, name: str | None, variables: Mapping[str, Any]) -> Plan | None:
    defaults = _flags(prepared, name)
    flags = {variable: variables.get(variable, default) for variable, default in defaults.items()}
    if not all(isinstance(flag, bool) for flag in flags.values()):
        return None
    key = (name, *flags.values())
    if key not in prepared.cache:
        if len(prepared.cache) > MAX_PLANS:
            prepared.cache.clear()
        prepared.cache[key] = _compile(prepared, name, flags)
    plan: Plan | None = prepared.cache[key]
    return plan


def _flags(prepared: Prepared, name: str | None) -> dict[str, Any]:
    assert prepared.document is not None  # noqa: S101 -- the caller has looked at its errors
    key = ("flags", name)
    if key not in prepared.cache:
        prepared.cache[key] = flags_of(prepared.document, prepared.operation(name))
    flags: dict[str, Any] = prepared.cache[key]
    return flags


def _compile(prepared: Prepared, name: str | None, flags: dict[str, Any]) -> Plan | None:
    assert prepared.document is not None  # noqa: S101 -- the caller has looked at its errors
    try:
        return Plan(prepared.operation(name), Collector(prepared.document, flags))
    except (Fallback, RecursionError):
        return None
