import { createHash } from "node:crypto";
import { RockpoolError } from "../../errors.ts";
import { sameText } from "../../seal/mac.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { said } from "./oauth-error.ts";

/** What a client sends of its verifier. */
export interface ChallengeParameters {
  readonly codeChallenge?: string | undefined;
  readonly codeChallengeMethod?: string | undefined;
}

/**
 * The challenge of a request (RFC 7636 section 4.3). S256 only, and spelled out: what is left out would mean `plain`, which protects
 * nothing that is on its way. A public client has nothing else to show (RFC 9700 section 2.1.1).
 *
 * @throws `invalid_request`
 */
export function challengeOf({ secrets }: AppClientRecord, parameters: ChallengeParameters): string | null {
  const challenge = said(parameters.codeChallenge);
  const method = said(parameters.codeChallengeMethod);
  if (challenge === undefined) {
    if (method !== undefined) throw invalid("code_challenge_method goes with a code_challenge");
    if (secrets.length === 0) throw invalid("code_challenge is required of a client without a secret");
    return null;
  }
  if (method !== "S256") throw invalid("code_challenge_method must be S256");
  // 32 bytes in base64url.
  if (!/^[\w-]{43}$/.test(challenge)) throw invalid("code_challenge must be the SHA-256 of a verifier in base64url");
  return challenge;
}

/** @throws `invalid_request`: not of the form of RFC 7636 section 4.1. */
export function verifierOf(parameter: string | undefined): string | undefined {
  const verifier = said(parameter);
  if (verifier === undefined || /^[\w.~-]{43,128}$/.test(verifier)) return verifier;
  throw invalid("code_verifier must have 43 to 128 letters, digits and - . _ ~");
}

/**
 * Whether a verifier is that of a challenge (RFC 7636 section 4.6). Both or neither: a verifier of a code without a challenge tells
 * that somebody took the challenge out of the request (RFC 9700 section 2.1.1).
 */
export function isProved(challenge: string | null, verifier: string | undefined): boolean {
  if (challenge === null || verifier === undefined) return challenge === null && verifier === undefined;
  return sameText(createHash("sha256").update(verifier).digest("base64url"), challenge);
}

function invalid(message: string): RockpoolError {
  return new RockpoolError("invalid_request", message);
}
