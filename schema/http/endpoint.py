"""The endpoint /graphql: who calls, what to run, and the answer."""

from collections.abc import Sequence
from time import perf_counter

from graphql import OperationType
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

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
from schema.http.caching import allow_caching
from schema.http.compression import MIN_BYTES, compress
from schema.http.cookies import RefreshCookies
from schema.http.explorer import Explorer
from schema.http.head import REQUEST_ID_HEADER, RawHeaders, begin_request
from schema.http.incoming import Incoming
from schema.http.meter import Meter
from schema.http.parameters import Batch, HttpError, Parameters
from schema.http.persisted import Documents
from schema.http.requests import READING, read_parameters
from schema.http.responses import answer, answer_batch, answer_error

METHODS = READING | {"POST"}
COST_HEADER = "x-rollcall-cost"
"""The header, with any value, of a client that wants to know what its operation cost."""


class GraphQLEndpoint:
    """An ASGI application that answers GraphQL over HTTP, and with a page where a browser asks."""

    def __init__(  # noqa: PLR0913 -- each is a setting
        self,
        services: Services,
        documents: Documents,
        meter: Meter,
        *,
        fixed: RawHeaders,
        introspection: bool,
        explorer: Explorer | None,
        query_timeout: float,
        trusted: Sequence[Network] = (),
        cookies: RefreshCookies | None = None,
    ) -> None:
        self.services = services
        self.documents = documents
        self.meter = meter
        self.fixed = fixed
        self.spool = services.files.storage.spool
        self.query_timeout = query_timeout
        self.deadlines = Deadlines()
        self.trusted = trusted
        self.cookies = cookies
        self.introspection = introspection
        self.explorer = explorer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a client that leaves while it sends gets none."""
        request = Incoming(scope, receive)
        request_id = begin_request(request.headers.get(REQUEST_ID_HEADER))
        self.services.database.activate()
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets JSON
            response = answer(request, failed(error))
        finally:
            for upload in request.uploads:
                upload.drop()
        headers = response.raw_headers
        headers += self.fixed
        headers.append((b"x-request-id", request_id))
        await response(scope, receive, send)

    async def _respond(self, request: Incoming) -> Response:
        if request.method not in METHODS:
            error = HttpError(405, "Use POST, or GET for queries.", {"Allow": "GET, HEAD, POST"})
            return answer_error(request, error)
        if self.explorer is not None and _wants_page(request):
            return self.explorer.page()
        try:
            asked = await read_parameters(request, self.spool)
            cookie = None if self.cookies is None else self.cookies.read(request)
            if isinstance(asked, Parameters):
                response = await self._one(request, asked, cookie)
            else:
                response = await self._several(request, asked, cookie)
        except HttpError as error:
            self.meter.note(refused(error.error), 0)
            return answer_error(request, error)
        if self.cookies is not None and cookie is not None:
            self.cookies.write(response, cookie)
        return response

    async def _one(
        self, request: Incoming, asked: Parameters, cookie: RefreshCookie | None
    ) -> Response:
        begun = perf_counter()
        try:
            result = await self._result(request, asked, cookie)
        except HttpError:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets JSON
            result = failed(error)
        self.meter.note(result, perf_counter() - begun)
        response = answer(request, result)
        if request.scope["method"] in READING:
            allow_caching(request, response, result)
        if len(response.body) >= MIN_BYTES and result.kind is not OperationType.MUTATION:
            await compress(request, response)
        return response

    async def _several(
        self, request: Incoming, asked: Batch, cookie: RefreshCookie | None
    ) -> Response:
        """Answer a batch: one after the other, each as if it had come by itself.

        What one changes counts for the next, and nobody gets more of the server's time at once.
        """
        results = [await self._part(request, one, cookie) for one in asked]
        response = answer_batch(results)
        has_secrets = any(one.kind is OperationType.MUTATION for one in results)
        if len(response.body) >= MIN_BYTES and not has_secrets:
            await compress(request, response)
        return response

    async def _part(
        self, request: Incoming, asked: Parameters | HttpError, cookie: RefreshCookie | None
    ) -> Result:
        """Give the result of one operation of a batch; its failure is that of no other."""
        begun = perf_counter()
        try:
            if isinstance(asked, HttpError):
                result = refused(asked.error)
            else:
                result = await self._result(request, asked, cookie)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets JSON
            result = failed(error)
        self.meter.note(result, perf_counter() - begun)
        return result

    async def _result(
        self, request: Incoming, parameters: Parameters, cookie: RefreshCookie | None
    ) -> Result:
        try:
            text = parameters.query
            if text is None or parameters.document_id is not None or self.documents.is_closed:
                text = await self.documents.text_of(parameters)
            prepared = prepare(text, introspection=self.introspection)
            if prepared.errors:
                return invalid(prepared)
            if parameters.is_hash:
                await self.documents.keep(parameters)
            operation = prepared.operation(parameters.operation_name)
            check_variables(operation, parameters.variables)
            if prepared.may_cost_too_much:
                prepared.weight(operation).check(parameters.variables)
            writes = is_mutation(operation)
            if writes:
                self._check_writing(request)
            context = GraphQLContext(await self._context(request), self.query_timeout, cookie)
        except RequestError as error:
            return refused(error)
        work = run(prepared, context, parameters.variables, parameters.operation_name)
        result = await (work if writes else in_time(self.deadlines, context, work))
        result.kind = operation.operation
        if COST_HEADER in request.headers:
            cost = prepared.weight(operation).cost(parameters.variables)
            result.body["extensions"] = {"cost": cost}
        return result

    def _check_writing(self, request: Incoming) -> None:
        """Let nothing be changed by GET, nor by a page of another site that sends our cookie along.

        Raises:
            HttpError: the request is a GET; the status is 405.
            RequestError: FORBIDDEN if another site has caused it.
        """
        if request.method in READING:
            raise HttpError(405, "A mutation is sent by POST.", {"Allow": "POST"})
        if self.cookies is not None:
            self.cookies.check_site(request)

    async def _context(self, request: Incoming) -> Context:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        bearer = token.strip() if scheme.lower() == "bearer" else None
        caller = await authenticate(self.services, request.headers.get("x-api-key"), bearer)
        peer = request.scope.get("client") or (None,)
        address = client_address(peer[0], request.headers, self.trusted)
        return Context(self.services, caller, address, request.headers.get("user-agent"))


def _wants_page(request: Incoming) -> bool:
    if request.method not in READING or "text/html" not in request.headers.get("accept", ""):
        return False
    return not any(name in request.query_params for name in ("query", "documentId", "extensions"))
