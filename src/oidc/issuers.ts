import type { Clock } from "../runtime.ts";
import type { GuardedFetch } from "./guarded-fetch.ts";
import { type IdTokenExpectation, type IdTokenResult, verifyIdToken } from "./id-token.ts";
import { discoveryUrl } from "./issuer.ts";
import { IssuerKeys } from "./issuer-keys.ts";

/** More are asked again when they are wanted: administrators name issuers, and not who logs in. */
const MAX_ISSUERS = 1_000;

/** OpenID Connect issuers, and the keys of those that were asked last. */
export class Issuers {
  readonly #fetch: GuardedFetch;
  readonly #clock: Clock;
  /** In the order of their use, the latest last. */
  readonly #keys = new Map<string, IssuerKeys>();

  constructor(fetch: GuardedFetch, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** Whether an issuer may be asked, as far as its URL tells. */
  mayAsk(issuer: string): boolean {
    return this.#fetch.mayAsk(discoveryUrl(issuer), null);
  }

  /** See {@link verifyIdToken}. @throws `ExternalServiceException` */
  verify(token: string, expected: Omit<IdTokenExpectation, "now">): Promise<IdTokenResult> {
    return verifyIdToken(this.#keysOf(expected.issuer), token, { ...expected, now: this.#clock() });
  }

  #keysOf(issuer: string): IssuerKeys {
    const keys = this.#keys.get(issuer) ?? new IssuerKeys(issuer, this.#fetch, this.#clock);
    this.#keys.delete(issuer);
    this.#keys.set(issuer, keys);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > MAX_ISSUERS && oldest !== undefined) this.#keys.delete(oldest);
    return keys;
  }

  /** Ends what is under way: who waits for it is told that the issuer could not be asked. */
  close(): Promise<void> {
    return this.#fetch.close();
  }
}
