"""Who may: every decision on permission, below GraphQL and in one file."""

from core.errors import RequestCode, RequestError
from resolvers.context import Caller, Context
from resolvers.records import ProjectRecord, UserRecord


def project_of(context: Context) -> ProjectRecord:
    """Give the project of the request.

    Raises:
        RequestError: UNAUTHENTICATED if its credentials name none.
    """
    if context.caller.project is None:
        raise _unauthenticated(context.caller)
    return context.caller.project


def login_required(context: Context) -> UserRecord:
    """Give the signed-in user.

    Raises:
        RequestError: UNAUTHENTICATED if nobody is signed in.
    """
    if context.caller.user is None:
        raise _unauthenticated(context.caller)
    return context.caller.user


def session_required(context: Context, what: str) -> UserRecord:
    """Give the signed-in user, who must have signed in; `what` is named to who has not.

    Raises:
        RequestError: UNAUTHENTICATED if nobody is signed in, FORBIDDEN by a personal key.
    """
    user = login_required(context)
    refuse_personal_key(context, what)
    return user


def refuse_personal_key(context: Context, what: str) -> None:
    """Do nothing unless the caller acts by a personal key, which may be in many programs' hands.

    Raises:
        RequestError: FORBIDDEN.
    """
    if context.caller.has_personal_key:
        message = f"{what} needs a sign-in: a personal key may not."
        raise RequestError(RequestCode.FORBIDDEN, message)


def directory_required(context: Context) -> ProjectRecord:
    """Give the project whose users the caller may list.

    Raises:
        RequestError: UNAUTHENTICATED without a credential that could do so, FORBIDDEN with one
            of a member in a project that keeps its directory closed.
    """
    caller, project = context.caller, project_of(context)
    if caller.is_admin:
        return project
    if caller.user is None:
        raise _unauthenticated(caller)
    if not project.member_directory:
        message = (
            "Listing users needs a secret key or the role admin in this project, or administrators"
            " who open its directory to members (`memberDirectory`)."
        )
        raise RequestError(RequestCode.FORBIDDEN, message)
    return project


def admin_required(context: Context, what: str) -> ProjectRecord:
    """Give the project that the caller administers; `what` is named to who does not.

    Raises:
        RequestError: UNAUTHENTICATED without a credential that could do so, else FORBIDDEN.
    """
    caller, project = context.caller, project_of(context)
    if caller.is_admin:
        return project
    if caller.user is None:
        raise _unauthenticated(caller)
    message = f"{what} needs a secret key or the role admin in this project."
    raise RequestError(RequestCode.FORBIDDEN, message)


def may_see(caller: Caller, user: UserRecord) -> bool:
    """Tell whether the caller may know that this user exists."""
    if caller.project is None or str(caller.project.id) != str(user.project_id):
        return False
    return (
        caller.is_admin
        or is_self(caller, user)
        or (caller.user is not None and bool(caller.project.member_directory))
    )


def may_see_private(caller: Caller, user: UserRecord) -> bool:
    """Tell whether the caller may see every field of this user, not only the public ones."""
    return caller.is_admin or is_self(caller, user)


def is_self(caller: Caller, user: UserRecord) -> bool:
    """Tell whether the caller is this user."""
    return caller.user is not None and caller.user.id == user.id


def _unauthenticated(caller: Caller) -> RequestError:
    message = caller.fault or "Sign in: this needs the header Authorization: Bearer <access token>."
    return RequestError(RequestCode.UNAUTHENTICATED, message)
