"""gql, for programs in Python that sign somebody in and act as that user."""

# region docs
from gql import Client, GraphQLRequest
from gql.transport.requests import RequestsHTTPTransport

LOGIN = """mutation Login($input: LoginInput!) {
  login(input: $input) { tokens { accessToken } errors { code message } }
}"""


def connect(url: str, token: str | None = None) -> Client:
    """Make a client; with an access token it acts as that user."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(transport=RequestsHTTPTransport(url, headers=headers))


def log_in(client: Client, email: str, password: str) -> str:
    """Give an access token; a ValueError says why there is none."""
    variables = {"input": {"email": email, "password": password}}
    login = client.execute(GraphQLRequest(LOGIN, variable_values=variables))["login"]
    if login["errors"]:
        raise ValueError(login["errors"][0]["message"])
    return str(login["tokens"]["accessToken"])


# endregion
