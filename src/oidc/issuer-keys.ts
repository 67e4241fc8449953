import type { createLocalJWKSet } from "jose";
import { RockpoolError } from "../errors.ts";
import type { Clock } from "../runtime.ts";
import type { GuardedFetch } from "./guarded-fetch.ts";
import { discoveryUrl } from "./issuer.ts";
import { NoKeyLeft, signatureKeys } from "./jwk-set.ts";

const HOUR_MS = 3_600_000;
/** Where an issuer has its keys. */
const DISCOVERY_MS = 24 * HOUR_MS;
/** A key that is withdrawn is taken this long. */
const KEYS_MS = HOUR_MS;
/** How old keys may become while the issuer does not answer. */
const STALE_MS = 12 * HOUR_MS;
/** Between two readings because of a key that nobody knows: anybody can name one. */
const REREAD_MS = 30_000;
/** After a failure, until the issuer is asked again. */
const PAUSE_MS = 10_000;
/** So long after a failure nobody waits for the issuer who can do without. */
const AWAY_MS = 60_000;

/** Finds the key of a token's header. */
export type KeyFinder = (...token: Parameters<Finder>) => ReturnType<Finder>;
type Finder = ReturnType<typeof createLocalJWKSet>;

/** Keys as they were read, once: who has them again has read nothing new. */
export interface IssuerKeySet {
  readonly find: KeyFinder;
  /** When they were asked for. */
  readonly at: number;
}

/**
 * The keys of one issuer, as it publishes them: kept for an hour, read by one request for all who wait, and used for some hours more while the
 * issuer does not answer. However many tokens come, it is asked once in 30 seconds at most for a key that is not among them, and once in 10
 * while it fails.
 */
export class IssuerKeys {
  readonly #issuer: string;
  readonly #fetch: GuardedFetch;
  readonly #clock: Clock;
  #place: { readonly jwksUri: string; readonly at: number } | undefined;
  #kept: IssuerKeySet | undefined;
  /** The last time. */
  #failedAt: number | undefined;
  #loading: Promise<IssuerKeySet> | undefined;

  constructor(issuer: string, fetch: GuardedFetch, clock: Clock) {
    this.#issuer = issuer;
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** @throws `ExternalServiceException`: there are none that are young enough. */
  async current(): Promise<IssuerKeySet> {
    const kept = this.#kept;
    if (kept !== undefined && this.#isYounger(kept.at, KEYS_MS)) return kept;
    if (kept === undefined || !this.#isYounger(kept.at, STALE_MS)) return this.#refreshed();
    const isAway = this.#failedAt !== undefined && this.#isYounger(this.#failedAt, AWAY_MS);
    const refreshed = this.#refreshed().catch((error: unknown) => {
      // Not for want of an answer, but because it has none any more.
      if (this.#kept === undefined && !isAway) throw error;
      return kept;
    });
    return isAway ? kept : refreshed;
  }

  /**
   * Newer keys than those in which a key was not found; the same, where they were read less than 30 seconds ago.
   *
   * @throws `ExternalServiceException`: whether the key is known elsewhere could not be found out.
   */
  async newer(than: IssuerKeySet): Promise<IssuerKeySet> {
    if (this.#kept !== undefined && this.#kept !== than) return this.#kept;
    return this.#isYounger(than.at, REREAD_MS) ? than : this.#refreshed();
  }

  /** A clock that was set back makes nothing young again. */
  #isYounger(at: number, ageMs: number): boolean {
    const age = this.#clock() - at;
    return age >= 0 && age < ageMs;
  }

  async #refreshed(): Promise<IssuerKeySet> {
    if (this.#loading !== undefined) return this.#loading;
    if (this.#failedAt !== undefined && this.#isYounger(this.#failedAt, PAUSE_MS)) throw this.#unavailable();
    this.#loading = this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load(): Promise<IssuerKeySet> {
    const at = this.#clock();
    try {
      const { createLocalJWKSet } = await import("jose");
      const published = await this.#fetch.json(await this.#jwksUri(at), this.#issuer);
      this.#kept = { find: createLocalJWKSet(signatureKeys(published)), at };
      return this.#kept;
    } catch (cause) {
      this.#failedAt = this.#clock();
      // All keys were withdrawn: it has answered.
      if (cause instanceof NoKeyLeft) this.#kept = undefined;
      // It may have moved its keys.
      this.#place = undefined;
      throw this.#unavailable(cause);
    }
  }

  /** RFC 8414 section 3.3: who publishes the word of another issuer is not believed. */
  async #jwksUri(at: number): Promise<string> {
    if (this.#place !== undefined && this.#isYounger(this.#place.at, DISCOVERY_MS)) return this.#place.jwksUri;
    const { issuer, jwks_uri: jwksUri } = await this.#fetch.json(discoveryUrl(this.#issuer), null);
    if (issuer !== this.#issuer) throw new Error("the answer names another issuer");
    if (typeof jwksUri !== "string") throw new Error("the answer has no jwks_uri");
    this.#place = { jwksUri, at };
    return jwksUri;
  }

  #unavailable(cause?: unknown): RockpoolError {
    return new RockpoolError(
      "ExternalServiceException",
      `The issuer ${this.#issuer} could not be asked for its keys.`,
      {},
      { cause },
    );
  }
}
