import { type ManualClock, manualClock } from "rockpool/testing";
import { GuardedFetch } from "../../src/oidc/guarded-fetch.ts";
import type { IdTokenResult } from "../../src/oidc/id-token.ts";
import { Issuers } from "../../src/oidc/issuers.ts";
import { type IssuerServer, issuerServer } from "./issuer-server.ts";

/** An issuer that is trusted, and who verifies its tokens. */
export interface World extends IssuerServer {
  readonly clock: ManualClock;
  readonly issuers: Issuers;
  /** As a token for the client `app`, or one of those. */
  verify(token: string, clientIds?: readonly string[]): Promise<IdTokenResult>;
  /** An ID token of this instant: see {@link IssuerServer.token}. */
  idToken(...changes: Parameters<IssuerServer["token"]> extends [number, ...infer Rest] ? Rest : never): Promise<string>;
}

export async function world(trustedOrigins: readonly string[] = []): Promise<World> {
  const [server, clock] = [await issuerServer(), manualClock()];
  const issuers = new Issuers(new GuardedFetch([server.issuer, ...trustedOrigins]), clock);
  return {
    ...server,
    clock,
    issuers,
    verify: (token, clientIds = ["app"]) => issuers.verify(token, { issuer: server.issuer, clientIds }),
    idToken: (...changes) => server.token(clock(), ...changes),
  };
}
