import { newHandle } from "../../seal/handle.ts";
import type { Entry } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import type { Bearer } from "../sessions/session-of-token.ts";
import { authorizationCodes } from "./authorization-code.table.ts";
import type { Grant } from "./authorization-request.ts";

/** A code is to be fetched by a program, at once (RFC 6749 section 4.1.2 allows ten minutes; Cognito gives five). */
const LIFETIME_MS = 300_000;

/** Keeps a code from being taken for another kind of secret. */
export const CODE_PREFIX = "rpac_";

/** A request, and in whose name it is granted. */
export interface Granting {
  readonly grant: Grant;
  readonly bearer: Bearer;
  /** The user's, as it is in the plan. */
  readonly epoch: number;
}

/** What answers a request: worth nothing until its entry is committed. */
export interface Issued {
  readonly entry: Entry;
  /** Parameters of the answer (RFC 6749 sections 4.1.2 and 4.2.2). */
  readonly told: Readonly<Record<string, string>>;
}

/** A code for a request. */
export function issueCode(context: PoolContext, { grant, bearer, epoch }: Granting): Issued {
  const { poolId, store } = context;
  const { claims, sub, client } = bearer;
  const { flow: _, ...granted } = grant;
  const handle = newHandle(CODE_PREFIX, store.runtime.random);
  const entry = authorizationCodes.create({
    ...granted,
    nonce: grant.nonce === null ? null : handle.seal(grant.nonce),
    poolId,
    codeHash: handle.hash,
    clientId: client.clientId,
    sub,
    epoch,
    poolEpoch: context.epoch,
    authTime: claims.auth_time * 1000,
    amr: claims.amr ?? [],
    eventId: claims.event_id ?? null,
    expiresAt: store.runtime.clock() + LIFETIME_MS,
    usedAt: null,
    familyId: null,
  });
  return { entry, told: { code: handle.text } };
}
