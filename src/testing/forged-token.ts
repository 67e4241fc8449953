import { type KeyObject, randomUUID, sign } from "node:crypto";
import type { Clock } from "../runtime.ts";
import { decodeBase64url } from "../seal/base64url.ts";
import type { AccessTokenClaims, IdTokenClaims, TokenUse } from "../tokens/claims.ts";
import { parseObject } from "../tokens/header.ts";
import { privateKeyOf } from "../tokens/key-pair.ts";
import { SDK_SCOPE } from "../user-pool/claims/claims.ts";
import type { UserPool } from "../user-pool/user-pool.ts";
import { strangersKeys } from "./published-keys.ts";
import type { RecordedKey, RecordedKeys } from "./recorded-keys.ts";

/** How a token is wrong. */
export type Forgery = "expired" | "otherPool" | "wrongUse" | "wrongKey" | "tampered" | "unsigned";

/** All of them: whatever takes tokens must refuse each. */
export const forgeries: readonly Forgery[] = ["expired", "otherPool", "wrongUse", "wrongKey", "tampered", "unsigned"];

export interface ForgedTokenOptions {
  /** What the token would be without its fault. @default "access" */
  readonly tokenUse?: TokenUse | undefined;
  /** A token of this pool to begin with, in place of one for a user whom nobody knows. */
  readonly from?: string | undefined;
  /** Claims that it has besides, or has otherwise; `undefined` takes one away. What makes it wrong is not undone. */
  readonly claims?: { readonly [claim: string]: unknown } | undefined;
}

/**
 * A token of the pool that is wrong in one way, and right in all others: a verifier that forgets this one check takes it.
 *
 * - `expired`: an hour ago.
 * - `otherPool`: `iss` is another pool's.
 * - `wrongUse`: an ID token where an access token is wanted, or the other way round; with both `aud` and `client_id`.
 * - `wrongKey`: signed by a stranger, under the id of the pool's key.
 * - `tampered`: another `sub` stood there when it was signed.
 * - `unsigned`: `alg` is `none`, and there is no signature.
 */
export type ForgedToken = (forgery: Forgery, options?: ForgedTokenOptions) => Promise<string>;

/** What a forger knows of a pool. */
interface Known {
  readonly pool: UserPool;
  readonly clientId: string;
  /** For a pool that names no issuer. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly keys: RecordedKeys;
}

interface Claims {
  readonly token_use?: unknown;
  readonly [claim: string]: unknown;
}

interface Header {
  readonly kid: string;
  readonly alg: string;
}

const HOUR = 3600;

export function forger({ pool, clientId, baseUrl, clock, keys }: Known): ForgedToken {
  return async (forgery, { from, tokenUse = "access", claims: changes } = {}) => {
    // Callers without types learn of a misspelt name: no token is one that is refused for another reason.
    if (!forgeries.includes(forgery)) throw new Error(`a token is forged as one of ${forgeries.join(", ")}`);
    const issuer = (await pool.settings.get()).issuer ?? `${baseUrl.replace(/\/+$/, "")}/${pool.userPoolId}`;
    const now = Math.floor(clock() / 1000);
    const right = from === undefined ? claimsOf(tokenUse, { issuer, clientId, now }) : claimsIn(from, issuer);
    const claims: Claims = { ...right, ...changes };
    const use = right.token_use === "id" ? "id" : "access";
    const by = (which: TokenUse): Promise<RecordedKey> => keys.publishedKey(pool, which);

    switch (forgery) {
      case "expired":
        return signedBy(await by(use), { ...claims, auth_time: now - 2 * HOUR, iat: now - 2 * HOUR, exp: now - HOUR });
      case "otherPool":
        return signedBy(await by(use), { ...claims, iss: issuerOfAnother(issuer, pool.userPoolId) });
      case "wrongUse": {
        const other = use === "id" ? "access" : "id";
        const client = use === "id" ? claims["aud"] : claims["client_id"];
        return signedBy(await by(other), { ...claims, token_use: other, aud: client, client_id: client });
      }
      case "wrongKey": {
        const { kid, alg } = await by(use);
        return signed({ kid, alg }, claims, privateKeyOf(strangersKeys[alg]));
      }
      case "tampered": {
        const genuine = signedBy(await by(use), { ...claims, sub: randomUUID() });
        const [header, , signature] = genuine.split(".");
        return `${header}.${segment(claims)}.${signature}`;
      }
      case "unsigned":
        return `${segment({ kid: (await by(use)).kid, alg: "none" })}.${segment(claims)}.`;
    }
  };
}

interface Issue {
  readonly issuer: string;
  readonly clientId: string;
  readonly now: number;
}

/** What a sign-in with a password would say, of a user whom the pool does not have. */
function claimsOf(tokenUse: TokenUse, { issuer, clientId, now }: Issue): AccessTokenClaims | IdTokenClaims {
  const common = {
    sub: randomUUID(),
    iss: issuer,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    auth_time: now,
    exp: now + HOUR,
    iat: now,
    jti: randomUUID(),
    acr: "urn:cognito:loa:1",
    amr: ["pwd" as const],
  };
  if (tokenUse === "id") return { ...common, token_use: "id", aud: clientId, "cognito:username": "nobody" };
  return { ...common, token_use: "access", client_id: clientId, scope: SDK_SCOPE, username: "nobody" };
}

/** @throws an `Error`: one that is wrong already would be wrong in two ways. */
function claimsIn(token: string, issuer: string): Claims {
  const claims = parseObject(decodeBase64url(token.split(".")[1] ?? ""));
  if (claims?.["iss"] !== issuer) throw new Error("the token to begin with is not one of this pool");
  return claims;
}

function issuerOfAnother(issuer: string, userPoolId: string): string {
  const another = userPoolId.replace(/_.*$/, "_otherPool");
  return issuer.includes(userPoolId) ? issuer.replaceAll(userPoolId, another) : `${issuer}/${another}`;
}

function signedBy({ kid, alg, privateJwk }: RecordedKey, claims: Claims): string {
  return signed({ kid, alg }, claims, privateKeyOf(privateJwk));
}

function signed(header: Header, claims: Claims, key: KeyObject): string {
  const text = `${segment(header)}.${segment(claims)}`;
  // r and s side by side, as a JWS has them (RFC 7518 section 3.4); RSA does not look at it.
  return `${text}.${sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

function segment(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
