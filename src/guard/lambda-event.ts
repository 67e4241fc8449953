import { invalidParameter } from "../codecs/schema.ts";

/** What is looked at of an event that API Gateway sends to an authorizer, of any of its kinds. */
export type AuthorizerEvent =
  | { readonly type: "TOKEN"; readonly methodArn: string; readonly authorizationToken: string }
  | ({ readonly type: "REQUEST"; readonly methodArn: string; readonly version?: "1.0" } & AuthorizerHeaders)
  | ({ readonly type: "REQUEST"; readonly routeArn: string; readonly version: string } & AuthorizerHeaders);

interface AuthorizerHeaders {
  readonly headers?: { readonly [name: string]: string | undefined } | null | undefined;
  readonly multiValueHeaders?: { readonly [name: string]: readonly string[] | undefined } | null | undefined;
}

/** A payload 2.0 is answered simply. */
export function isSimple(event: AuthorizerEvent): boolean {
  return "routeArn" in event;
}

/** REST and WebSocket APIs name no version. */
export function isOfHttpApi(event: AuthorizerEvent): boolean {
  return "version" in event && event.version !== undefined;
}

export function arnOf(event: AuthorizerEvent): string {
  const arn: unknown = "routeArn" in event ? event.routeArn : event.methodArn;
  if (typeof arn !== "string")
    throw invalidParameter(["event"], "Member must be an event that API Gateway sends to an authorizer");
  return arn;
}

/** REST APIs leave the names of headers as the client wrote them: two of one name can stand there in two spellings. */
export function authorizationOf(event: AuthorizerEvent): string | readonly string[] | undefined {
  if (event.type === "TOKEN") return event.authorizationToken;
  const several = named(event.multiValueHeaders).flat();
  return several.length > 0 ? several : named(event.headers);
}

function named<T>(headers: { readonly [name: string]: T | undefined } | null | undefined): readonly T[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) => {
    return name.toLowerCase() === "authorization" && value !== undefined ? [value] : [];
  });
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/…`; a star goes on over slashes. */
export function stageOf(arn: string): string {
  const [api = "", stage = ""] = arn.split("/");
  return `${api}/${stage}/*`;
}
