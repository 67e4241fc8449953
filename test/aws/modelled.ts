import { readFileSync } from "node:fs";
import { expect } from "vitest";

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  readonly member?: string;
  readonly value?: string;
  readonly enum?: readonly string[];
}

interface Outputs {
  readonly outputs: Readonly<Record<string, string | null>>;
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const read = (service: string): Outputs =>
  JSON.parse(readFileSync(new URL(`../fixtures/aws-outputs/${service}.json`, import.meta.url), "utf8")) as Outputs;

const services: Readonly<Record<string, Outputs>> = {
  AWSCognitoIdentityProviderService: read("cognito-idp"),
  AWSCognitoIdentityService: read("cognito-identity"),
};

/** What all of AWS's services may answer. */
const common = new Set([
  "UnknownOperationException",
  "SerializationException",
  "MissingAuthenticationTokenException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "UnrecognizedClientException",
  "RequestEntityTooLargeException",
  // Of what is not built: the model of identity pools has no such error.
  "OperationNotEnabledException",
]);

/** What an operation answers although its model has no such error: none that it has would say it. The SDK has a class of each. */
export const besideTheModel: Readonly<Record<string, readonly string[]>> = {
  // In its text, and not in its list (users-and-triggers.md 11).
  AdminCreateUser: ["AliasExistsException"],
  // The quota of groups of one user.
  AdminAddUserToGroup: ["LimitExceededException"],
  // The codes that it sends are counted with those that are asked for.
  UpdateUserAttributes: ["LimitExceededException"],
  AdminUpdateUserAttributes: ["CodeDeliveryFailureException"],
  AdminResetUserPassword: ["CodeDeliveryFailureException"],
  // Whom UserMigration tells of has a name that is somebody's.
  InitiateAuth: ["AliasExistsException", "UsernameExistsException"],
  AdminInitiateAuth: ["AliasExistsException", "UsernameExistsException"],
  ForgotPassword: ["AliasExistsException", "UsernameExistsException"],
  RevokeToken: ["ResourceNotFoundException"],
};

/** Expects that an answer is of the shape that the service's model has for it, and nothing beside it. */
export async function expectModelled(request: Request, response: Response): Promise<void> {
  if (request.method !== "POST") return;
  const [prefix = "", operation = ""] = (request.headers.get("x-amz-target") ?? "").split(".");
  const service = services[prefix];
  const body: unknown = await response.json();
  if (response.status !== 200) {
    const { __type: type } = body as { readonly __type: string };
    const isOwn = (of: Outputs["errors"] = {}): boolean => Object.hasOwn(of, operation) && of[operation]?.includes(type) === true;
    const isKnown = common.has(type) || isOwn(service?.errors) || isOwn(besideTheModel);
    expect(isKnown, `${operation} answers ${type}, which its model has not`).toBe(true);
    expect(response.headers.get("x-amzn-errortype")).toBe(type);
    return;
  }
  const shape = service?.outputs[operation];
  if (service === undefined || shape == null) expect(body, operation).toEqual({});
  else expectShape(service, shape, body, operation);
}

function expectShape(service: Outputs, name: string, value: unknown, path: string): void {
  const shape = service.shapes[name];
  if (shape === undefined) throw new Error(`no shape ${name}`);
  if (shape.type === "structure") {
    expect(typeof value, path).toBe("object");
    const members = value as Readonly<Record<string, unknown>>;
    expect(shape.required?.filter((one) => members[one] == null) ?? [], `${path} lacks`).toEqual([]);
    for (const [member, one] of Object.entries(members)) {
      const of = shape.members?.[member];
      expect(of, `${path}.${member} is not in the model`).toBeDefined();
      expectShape(service, of ?? "", one, `${path}.${member}`);
    }
  } else if (shape.type === "list") {
    expect(Array.isArray(value), path).toBe(true);
    for (const [at, one] of (value as readonly unknown[]).entries())
      expectShape(service, shape.member ?? "", one, `${path}[${at}]`);
  } else if (shape.type === "map") {
    for (const [key, one] of Object.entries(value as object)) expectShape(service, shape.value ?? "", one, `${path}.${key}`);
  } else {
    const types: Readonly<Record<string, string>> = { string: "string", boolean: "boolean", blob: "string" };
    expect(typeof value, path).toBe(types[shape.type] ?? "number");
    if (shape.enum !== undefined) expect(shape.enum, path).toContain(value);
  }
}
