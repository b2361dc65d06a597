// How the page speaks to the server: as any client does, by POST, to the address of the page.
import type { Fetcher, FetcherParams } from "@graphiql/toolkit";
import { type ExecutionResult, GraphQLError, getIntrospectionQuery } from "graphql";
import { learn, openPlace } from "./answers";
import { credentials } from "./credentials";
import { bodyOf } from "./uploads";

const INTROSPECTION = {
  query: getIntrospectionQuery({
    descriptions: true,
    directiveIsRepeatable: true,
    inputValueDeprecation: true,
    oneOf: true,
    schemaDescription: true,
    specifiedByUrl: true,
  }),
};

export const fetcher: Fetcher = async (parameters, options) => {
  if (parameters.operationName === "IntrospectionQuery") {
    // Anybody may read the schema, so that it can be read with a token that has run out too.
    return await send(INTROSPECTION, {});
  }
  const place = openPlace(parameters.variables);
  if (place !== undefined) {
    return failed(`Put a value of your server in place of ${place} in the variables.`);
  }
  const answer = await send(named(parameters), { ...credentialHeaders(), ...options?.headers });
  if (answer.data) {
    learn(answer.data, parameters.query);
  }
  return answer;
};

async function send(operation: object, headers: Record<string, string>): Promise<ExecutionResult> {
  const body = bodyOf(operation);
  const request = {
    method: "POST",
    body,
    headers: {
      // So that the status is 200 for whatever GraphQL answers, and no browser logs a failure.
      Accept: "application/json",
      // The browser itself gives a form its type, which names its boundary.
      ...(typeof body === "string" && { "Content-Type": "application/json" }),
      "GraphQL-Preflight": "1",
      ...headers,
    },
  };
  const response = await fetch(location.pathname, request).catch(() => undefined);
  if (response === undefined) {
    return failed("No answer came from the server. Is it running?");
  }
  return await response.json().catch(() => {
    return failed(`The answer is no JSON; its status is ${response.status}. Does a proxy answer?`);
  });
}

// For a moment after a change of tabs GraphiQL still gives the name of the operation before.
function named(parameters: FetcherParams): FetcherParams {
  const { operationName, ...others } = parameters;
  const isThere = new RegExp(`\\b(query|mutation)\\s+${operationName}\\b`).test(others.query);
  return isThere ? parameters : others;
}

// Returned, since GraphiQL shows the stack of what is thrown.
function failed(message: string): ExecutionResult {
  return { errors: [new GraphQLError(message)] };
}

function credentialHeaders(): Record<string, string> {
  const { key, token } = credentials();
  return {
    ...(key && { "X-API-Key": key }),
    ...(token && { Authorization: `Bearer ${token}` }),
  };
}
