// The language service of GraphiQL has the editor of variables ask for every field that is not
// null, those with a default included. Here the ones that may be left out may be left out.
import { useMonaco } from "@graphiql/react";
import { useEffect } from "react";

interface JSONSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, JSONSchema>>;
}

export function Defaults() {
  const json = useMonaco((state) => state.monaco?.languages.json.jsonDefaults);
  useEffect(() => {
    if (!json) {
      return;
    }
    const set = json.setDiagnosticsOptions.bind(json);
    json.setDiagnosticsOptions = ({ schemas = [], ...options }) => {
      set({
        ...options,
        schemas: schemas.map((one) => ({ ...one, schema: relaxed(one.schema) })),
      });
    };
    json.setDiagnosticsOptions(json.diagnosticsOptions);
    return () => {
      json.setDiagnosticsOptions = set;
    };
  }, [json]);
  return null;
}

function relaxed(schema: JSONSchema | undefined): JSONSchema | undefined {
  const { properties, required, definitions } = schema ?? {};
  return {
    ...schema,
    ...(required && { required: required.filter((name) => !hasDefault(properties?.[name])) }),
    ...(definitions && { definitions: mapped(definitions) }),
  };
}

function mapped(definitions: Readonly<Record<string, JSONSchema>>): Record<string, JSONSchema> {
  const pairs = Object.entries(definitions).map(([name, one]) => [name, relaxed(one)]);
  return Object.fromEntries(pairs);
}

function hasDefault(property: object | undefined): boolean {
  return property !== undefined && "default" in property;
}
