import { invalidParameter } from "../codecs/schema.ts";
import type { VerificationKey } from "../tokens/verification-keys.ts";
import type { GuardKeys } from "./guard-keys.ts";
import { keysOfJwkSet } from "./jwks.ts";
import { KeyCache } from "./key-cache.ts";

/** How a JWK Set is fetched and kept. */
export interface JwksUrlOptions {
  /**
   * Keys are fetched again from half this age on, in the background, and older ones are used only while the URL does not
   * answer. A key that is withdrawn is taken this long.
   *
   * @default 3600
   */
  readonly maxAgeSeconds?: number | undefined;
  /** How old keys may become while the URL does not answer; then no token is verified any more. @default 86400 */
  readonly maxStaleSeconds?: number | undefined;
  /** Between two fetches because of a `kid` that is unknown, and between two tries after a failure. @default 30 */
  readonly cooldownSeconds?: number | undefined;
  /** For the whole answer. @default 5000 */
  readonly timeoutMs?: number | undefined;
  /** Of the answer. @default 65536 */
  readonly maxBytes?: number | undefined;
  /** In the set, of whatever kind. @default 32 */
  readonly maxKeys?: number | undefined;
  /** For proxies, and for tests. It is asked to follow no redirect. @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

type Limits = { readonly [K in Exclude<keyof JwksUrlOptions, "fetch">]-?: number };

const defaults: Limits = {
  maxAgeSeconds: 3_600,
  maxStaleSeconds: 86_400,
  cooldownSeconds: 30,
  timeoutMs: 5_000,
  maxBytes: 65_536,
  maxKeys: 32,
};

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Keys that an issuer publishes, as Cognito does at `<issuer>/.well-known/jwks.json`. They are fetched when the first token
 * comes, by one request for all who wait. Keys are taken as `staticKeys` takes them.
 *
 * @param url `https:`, or `http:` on this machine (`localhost`, 127.0.0.0/8, `[::1]`). Redirects are refused.
 * @throws `InvalidParameterException`: another URL, or an option that is wrong.
 */
export function jwksUrl(url: string, options: JwksUrlOptions = {}): GuardKeys {
  const target = checkedUrl(url);
  const { fetch, ...written } = options;
  const { maxAgeSeconds, maxStaleSeconds, cooldownSeconds, timeoutMs, maxBytes, maxKeys } = checkedLimits(written);
  if (fetch !== undefined && typeof fetch !== "function") throw invalidParameter(["fetch"], "Member must be a function");

  return new KeyCache({
    subject: target.href,
    maxAgeMs: maxAgeSeconds * 1000,
    maxStaleMs: maxStaleSeconds * 1000,
    cooldownMs: cooldownSeconds * 1000,
    timeoutMs,
    load: async () => {
      const signal = AbortSignal.timeout(timeoutMs);
      const headers = { accept: "application/jwk-set+json, application/json" };
      const response = await (fetch ?? globalThis.fetch)(target.href, { headers, redirect: "error", signal });
      if (response.status !== 200 || response.redirected) throw new Error(`the answer has status ${response.status}`);
      return usable(keysOfJwkSet(JSON.parse(await textOf(response, maxBytes)), maxKeys));
    },
  });
}

/** An answer without keys is taken for a mistake: the keys that were known before stay. */
function usable(keys: readonly VerificationKey[]): readonly VerificationKey[] {
  if (keys.length === 0) throw new Error("it has no key that tokens can be verified with");
  return keys;
}

/** Stops reading where the limit is passed, whatever `Content-Length` said. */
async function textOf({ body }: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new Error(`it is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function checkedUrl(url: unknown): URL {
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  const isAllowed = parsed?.protocol === "https:" || (parsed?.protocol === "http:" && loopback.test(parsed.hostname));
  if (parsed === undefined || !isAllowed || parsed.username !== "" || parsed.password !== "") {
    throw invalidParameter(["url"], "Member must be an https: URL without credentials, or an http: URL of this machine");
  }
  return parsed;
}

function checkedLimits(written: Omit<JwksUrlOptions, "fetch">): Limits {
  const limits: { -readonly [K in keyof Limits]: number } = { ...defaults };
  for (const [name, value] of Object.entries(written) as [keyof Limits, number | undefined][]) {
    if (!(name in defaults)) throw invalidParameter([name], "There is no such member");
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < 1) throw invalidParameter([name], "Member must be a positive whole number");
    limits[name] = value;
  }
  if (limits.maxStaleSeconds < limits.maxAgeSeconds) {
    throw invalidParameter(["maxStaleSeconds"], "Member must not be less than 'maxAgeSeconds'");
  }
  return limits;
}
