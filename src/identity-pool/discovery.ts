import type { IdentityPoolContext } from "./context.ts";

/** What a verifier must know of a pool's OpenID tokens (OpenID Connect Discovery 1.0 section 3): what STS asks of a provider. */
export interface IdentityPoolDiscovery {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly response_types_supported: readonly string[];
  readonly subject_types_supported: readonly string[];
  readonly id_token_signing_alg_values_supported: readonly string[];
}

/** The document of a pool. There is no endpoint at which anybody logs in: what is required of one is said, and no more. */
export async function discovery({ issuer, keyset }: IdentityPoolContext): Promise<IdentityPoolDiscovery> {
  const { keys } = (await keyset()).jwks();
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [...new Set(keys.map(({ alg }) => alg))],
  };
}
