/**
 * Makes src/aws/models and test/fixtures/aws-outputs of botocore's service models: `npx tsx test/tooling/trim-models.ts <folder>`, where
 * cognito-idp.json and cognito-identity.json are. What comes in is checked in the package; what goes out is checked by the tests.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly required?: readonly string[];
  readonly [constraint: string]: unknown;
}

interface Model {
  readonly metadata: { readonly targetPrefix: string; readonly endpointPrefix: string };
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly input?: { readonly shape: string };
        readonly output?: { readonly shape: string };
        readonly errors?: readonly { readonly shape: string }[];
        readonly authtype?: string;
      }
    >
  >;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const constraints = ["min", "max", "pattern", "enum", "sensitive", "required", "document"] as const;

function trimmed(shape: Shape): object {
  const { type, members, member, key, value } = shape;
  const kept = constraints.flatMap((name) => (shape[name] === undefined ? [] : [[name, shape[name]]]));
  return {
    type,
    ...(members && { members: Object.fromEntries(Object.entries(members).map(([name, of]) => [name, of.shape])) }),
    ...(member && { member: member.shape }),
    ...(key && { key: key.shape }),
    ...(value && { value: value.shape }),
    ...Object.fromEntries(kept),
  };
}

function reachable({ shapes }: Model, roots: readonly string[]): Readonly<Record<string, object>> {
  const found = new Map<string, object>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const shape = shapes[name];
    if (shape === undefined || found.has(name)) continue;
    found.set(name, trimmed(shape));
    const others = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value];
    waiting.push(...others.flatMap((of) => (of === undefined ? [] : [of.shape])));
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Operations of the SDK's clients that the models do not have yet, and whether they are signed. */
const newer: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  "cognito-idp": {
    AdminListUserSessions: true,
    AdminRevokeUserSession: true,
    GetUserPoolClientSessionConfiguration: true,
    GetUserPoolSessionConfiguration: true,
    ListUserSessions: false,
    RevokeUserSession: false,
    SetUserPoolClientSessionConfiguration: true,
    SetUserPoolSessionConfiguration: true,
  },
};

const folder = process.argv[2] ?? ".";
const root = fileURLToPath(new URL("../..", import.meta.url));
mkdirSync(join(root, "test/fixtures/aws-outputs"), { recursive: true });
for (const service of ["cognito-idp", "cognito-identity"]) {
  const model = JSON.parse(readFileSync(join(folder, `${service}.json`), "utf8")) as Model;
  const entries = Object.entries(model.operations);
  const errors = Object.fromEntries(
    entries.map(([name, operation]) => [name, operation.errors?.map(({ shape }) => shape) ?? []]),
  );
  const operations = entries.map(([name, { input, authtype }]) => {
    const internalError = errors[name]?.find((one) => one === "InternalServerException");
    return [name, { input: input?.shape ?? null, signed: authtype !== "none", ...(internalError && { internalError }) }];
  });
  for (const [name, signed] of Object.entries(newer[service] ?? {})) operations.push([name, { input: null, signed }]);
  const inputs = entries.flatMap(([, { input }]) => (input === undefined ? [] : [input.shape]));
  const { targetPrefix, endpointPrefix: signingName } = model.metadata;
  const incoming = { targetPrefix, signingName, operations: Object.fromEntries(operations), shapes: reachable(model, inputs) };
  writeFileSync(join(root, `src/aws/models/${service}.json`), `${JSON.stringify(incoming)}\n`);
  const outputs = entries.map(([name, { output }]) => [name, output?.shape ?? null]);
  const shapes = reachable(
    model,
    entries.flatMap(([, { output }]) => (output === undefined ? [] : [output.shape])),
  );
  const outgoing = { outputs: Object.fromEntries(outputs), errors, shapes };
  writeFileSync(join(root, `test/fixtures/aws-outputs/${service}.json`), `${JSON.stringify(outgoing)}\n`);
}
