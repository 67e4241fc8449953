import { type ErrorCode, isRockpoolError } from "../errors.ts";

/** What is sent to a client that was not let in. */
export interface GuardAnswer {
  /** Below 500: the client was refused. From 500: whether it may come in could not be found out. */
  readonly status: 400 | 401 | 403 | 500 | 503;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; says nothing but what the header says. */
  readonly body: string;
}

/** RFC 6750 section 3.1 where there is a challenge; the words of the others are those of RFC 6749 section 4.1.2.1. */
const statuses: { readonly [C in ErrorCode]?: GuardAnswer["status"] } = {
  missing_token: 401,
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  VerificationUnavailableException: 503,
  StorageUnavailableException: 503,
};

/**
 * The answer to a request that a guard did not let through, for whatever was thrown. Only what the guard itself says of a
 * refusal is in it: messages of other errors are not for clients.
 */
export function answerTo(error: unknown, realm: string): GuardAnswer {
  const refusal = isRockpoolError(error) ? error : undefined;
  const status = (refusal && statuses[refusal.code]) ?? 500;
  if (refusal === undefined || status >= 500) {
    return answerOf(status, { error: status === 503 ? "temporarily_unavailable" : "server_error" });
  }
  // Who sent no token is told what to send, and nothing of an error.
  if (refusal.code === "missing_token") return answerOf(status, {}, challenge({ realm }));
  const { scope } = refusal.details as { readonly scope?: unknown };
  const said = { error: refusal.code, error_description: refusal.message, ...(typeof scope === "string" && { scope }) };
  return answerOf(status, said, challenge({ realm, ...said }));
}

function answerOf(status: GuardAnswer["status"], body: object, authenticate?: string): GuardAnswer {
  const challenged = authenticate === undefined ? {} : { "www-authenticate": authenticate };
  const headers = { "cache-control": "no-store", "content-type": "application/json", ...challenged };
  return { status, headers, body: JSON.stringify(body) };
}

/** RFC 6750 section 3: at least one attribute, each once. */
function challenge(attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${quotable(value)}"`);
  return `Bearer ${written.join(", ")}`;
}

/** RFC 6750 section 3: what a value may hold. */
function quotable(text: string): string {
  return text.replaceAll(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, "?");
}
