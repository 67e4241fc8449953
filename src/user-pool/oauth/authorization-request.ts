import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { resourceServers } from "../app-clients/resource-server.table.ts";
import type { AuthorizationCodeRecord } from "./authorization-code.table.ts";
import { grantedScope } from "./granted-scopes.ts";
import { type AuthorizationRefusal, refusals, required, said, unauthorizedClient } from "./oauth-error.ts";
import { challengeOf } from "./pkce.ts";

/** An authorization request (RFC 6749 section 4.1.1), as the browser brought it: an empty parameter is as good as none. */
export interface AuthorizeInput {
  /**
   * Who signed in: the access token that this client's `signIn` or `respond` gave a moment ago; `null`: nobody yet. It is the proof: no
   * name or id that a request could choose says who acts. A token that itself came through OAuth is none: what was granted to an
   * application does not grant it more.
   */
  readonly accessToken: string | null;
  /** `code`; `token` for the implicit grant (RFC 6749 section 4.2), where the client is allowed it. */
  readonly responseType?: string | undefined;
  /** One of the client's `callbackURLs`, character by character; a loopback address at any port, where the client has `anyLoopbackPort`. */
  readonly redirectUri?: string | undefined;
  /** Separated by spaces. @default all that the client may have */
  readonly scope?: string | undefined;
  /** Comes back with the answer as it is. */
  readonly state?: string | undefined;
  /** For the ID token. */
  readonly nonce?: string | undefined;
  /** Required of a client without a secret. */
  readonly codeChallenge?: string | undefined;
  /** `S256`. */
  readonly codeChallengeMethod?: string | undefined;
  /** The identifier of a resource server that is a URL: the `aud` of the access tokens (RFC 8707). Cognito takes any URL. */
  readonly resource?: string | undefined;
  /**
   * What your page tells the client in place of a grant, where the request is right: the user said no, nobody may be asked to sign in
   * (`prompt=none`), or you cannot serve it now.
   */
  readonly refusal?: AuthorizationRefusal | undefined;
}

const text = z.string().max(2048).optional();

/** Of the form only: what a request means is judged in the words of OAuth. */
export const authorizeSchema: SchemaOf<AuthorizeInput> = schemaFor<AuthorizeInput>()(
  z.strictObject({
    accessToken: z
      .string()
      .min(1)
      .max(96 * 1024)
      .nullable(),
    responseType: text,
    redirectUri: text,
    // 50 scopes of 256 characters.
    scope: z.string().max(12_849).optional(),
    state: z.string().max(8192).optional(),
    nonce: text,
    codeChallenge: text,
    codeChallengeMethod: text,
    resource: text,
    refusal: z.enum(Object.keys(refusals) as AuthorizationRefusal[]).optional(),
  }),
);

/** What a right request asks for, in its own words. */
export interface Grant extends Pick<AuthorizationCodeRecord, "redirectUri" | "scope" | "nonce" | "codeChallenge" | "resource"> {
  readonly flow: "code" | "implicit";
}

/** No other response type, and no two of them: tokens that come beside a code are worth no more than those that come alone. */
const flows: ReadonlyMap<string, Grant["flow"]> = new Map([
  ["code", "code"],
  ["token", "implicit"],
]);

/**
 * Judges all of a request but its redirect URI.
 *
 * @throws what the client is told of at its redirect URI
 */
export async function grantOf(
  client: AppClientRecord,
  read: Step["read"],
  request: Omit<AuthorizeInput, "accessToken" | "refusal"> & { readonly redirectUri: string },
): Promise<Grant> {
  const flow = flows.get(required("response_type", request.responseType));
  if (flow === undefined) throw new RockpoolError("unsupported_response_type", "response_type must be code or token");
  if (!client.settings.allowedOAuthFlows.includes(flow)) throw unauthorizedClient();
  return {
    flow,
    redirectUri: request.redirectUri,
    // Of the implicit grant nothing is fetched that could be proved.
    codeChallenge: flow === "code" ? challengeOf(client, request) : null,
    scope: await grantedScope(read, client, request.scope),
    nonce: said(request.nonce) ?? null,
    resource: await resourceOf(client, read, said(request.resource)),
  };
}

/** Only what the pool knows: a client that names any audience it likes gets tokens that others take for theirs. */
async function resourceOf(
  { poolId }: AppClientRecord,
  read: Step["read"],
  identifier: string | undefined,
): Promise<string | null> {
  if (identifier === undefined) return null;
  const isUrl = URL.canParse(identifier) && !identifier.includes("#");
  // What no server could be called, no storage is asked for.
  const isIdentifier = isUrl && /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/.test(identifier);
  const [server] = isIdentifier ? await read([resourceServers.key({ poolId, identifier })]) : [];
  if (server !== undefined) return identifier;
  throw new RockpoolError("invalid_target", "resource is not a resource server of the pool");
}
