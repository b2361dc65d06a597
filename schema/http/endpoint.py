"""The endpoint /graphql: who calls, what to run, and the answer."""

from collections.abc import Sequence

from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.http.ides import get_graphql_ide_html

from core.errors import RequestError
from resolvers.authentication import authenticate
from resolvers.context import Context, Services
from schema.context import GraphQLContext
from schema.cookies import RefreshCookie
from schema.execution.bounds import check_variables
from schema.execution.deadlines import Deadlines
from schema.execution.documents import is_mutation, prepare
from schema.execution.run import Result, failed, in_time, invalid, refused, run
from schema.http.addresses import Network, client_address
from schema.http.cookies import RefreshCookies
from schema.http.incoming import Incoming
from schema.http.requests import READING, HttpError, Parameters, read_parameters
from schema.http.responses import answer, answer_error

PAGE_HEADERS = {
    # Nobody else's page may show the explorer as a part of itself and have people click there.
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Vary": "Accept",
}


class GraphQLEndpoint:
    """An ASGI application that answers GraphQL over HTTP, and with a page where a browser asks."""

    def __init__(  # noqa: PLR0913 -- each is a setting
        self,
        services: Services,
        *,
        introspection: bool,
        explorer: bool,
        query_timeout: float,
        trusted: Sequence[Network] = (),
        cookies: RefreshCookies | None = None,
    ) -> None:
        self.services = services
        self.query_timeout = query_timeout
        self.deadlines = Deadlines()
        self.trusted = trusted
        self.cookies = cookies
        self.introspection = introspection
        self.page = get_graphql_ide_html() if explorer else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a client that leaves while it sends gets none."""
        request = Incoming(scope, receive)
        self.services.database.activate()
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets JSON
            response = answer(request, failed(error))
        await response(scope, receive, send)

    async def _respond(self, request: Incoming) -> Response:
        if request.method not in {*READING, "POST"}:
            error = HttpError(405, "Use POST, or GET for queries.", {"Allow": "GET, HEAD, POST"})
            return answer_error(request, error)
        if self.page is not None and _wants_page(request):
            return HTMLResponse(self.page, headers=PAGE_HEADERS)
        try:
            parameters = await read_parameters(request)
            return await self._answer(request, parameters)
        except HttpError as error:
            return answer_error(request, error)

    async def _answer(self, request: Incoming, parameters: Parameters) -> Response:
        if self.cookies is None:
            return answer(request, await self._result(request, parameters, None))
        cookie = self.cookies.read(request)
        response = answer(request, await self._result(request, parameters, cookie))
        self.cookies.write(response, cookie)
        return response

    async def _result(
        self, request: Incoming, parameters: Parameters, cookie: RefreshCookie | None
    ) -> Result:
        prepared = prepare(parameters.query, introspection=self.introspection)
        if prepared.errors:
            return invalid(prepared)
        try:
            operation = prepared.operation(parameters.operation_name)
            check_variables(operation, parameters.variables)
        except RequestError as error:
            return refused(error)
        if request.method in READING and is_mutation(operation):
            raise HttpError(405, "A mutation is sent by POST.", {"Allow": "POST"})
        try:
            if self.cookies is not None and is_mutation(operation):
                self.cookies.check_site(request)
            context = GraphQLContext(await self._context(request), self.query_timeout, cookie)
        except RequestError as error:
            return refused(error)
        work = run(prepared, context, parameters.variables, parameters.operation_name)
        return await (work if is_mutation(operation) else in_time(self.deadlines, context, work))

    async def _context(self, request: Incoming) -> Context:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        bearer = token.strip() if scheme.lower() == "bearer" else None
        caller = await authenticate(self.services, request.headers.get("x-api-key"), bearer)
        peer = request.client.host if request.client else None
        address = client_address(peer, request.headers, self.trusted)
        return Context(self.services, caller, address, request.headers.get("user-agent"))


def _wants_page(request: Incoming) -> bool:
    accepts_page = "text/html" in request.headers.get("accept", "")
    return request.method in READING and accepts_page and "query" not in request.query_params
