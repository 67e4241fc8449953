import { createHash } from "node:crypto";
import { join } from "node:path";
import { type AppClient, type StorageAdapter, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { sqlite } from "rockpool/storage/sqlite";
import { signToken } from "../src/tokens/sign.ts";
import { bareCommits } from "./bare-commits.ts";
import { type BenchPool, claimsOf, openPool, password, seedUsers } from "./bench-pool.ts";
import { compared, comparisonHeader, inFlight, inNewFolder, loads, markdownTable, race } from "./harness.ts";

const PEOPLE = 32;
/** A signature takes a tenth of a sign-in: so many more in a round. */
const TIMES = 4;

const redirectUri = "https://app.example.com/callback";
const codeVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");

/** What the exchange of a code costs beside its two signatures, in memory and on disk. */
export function codeExchange(): Promise<string> {
  return inNewFolder(async (folder) => {
    const sides = {
      memory: await exchanging(memory()),
      disk: await exchanging(sqlite(join(folder, "exchange.db"))),
    };
    const bare = bareCommits(join(folder, "bare.db"), { checks: 2, inserts: 2 });
    const sign = await bound(sides.memory);
    const rows: (readonly string[])[] = [];
    for (const { concurrency, operations, rounds } of loads) {
      const times = operations * TIMES;
      // One round more than is counted. A code is good for five minutes: those of one load are made before it.
      for (const { prepare } of Object.values(sides)) await prepare(times * (rounds + 1));
      const run = (work: () => Promise<unknown>) => () => inFlight(times, concurrency, work);
      const taken = await race(rounds, {
        memory: run(sides.memory.once),
        bound: run(sign),
        disk: run(sides.disk.once),
        boundAndCommit: run(async () => {
          await sign();
          bare.commit();
        }),
      });
      const add = (storage: string, bound: string, ours: readonly number[], theirs: readonly number[]): void => {
        const work = `exchange of a code, ${storage}, ${concurrency} in flight`;
        rows.push(compared({ work, bound, ours, theirs, operations: times }));
      };
      add("memory", "2 signatures", taken.memory, taken.bound);
      add("SQLite", "2 signatures + a bare commit", taken.disk, taken.boundAndCommit);
    }
    bare.close();
    await Promise.all(Object.values(sides).map(({ pool }) => pool.close()));
    return markdownTable(comparisonHeader, rows);
  });
}

interface Exchanging {
  readonly pool: BenchPool;
  readonly client: AppClient;
  readonly prepare: (codes: number) => Promise<void>;
  /** Exchanges the next code. */
  readonly once: () => Promise<unknown>;
}

async function exchanging(storage: StorageAdapter): Promise<Exchanging> {
  const pool = await openPool(storage);
  await seedUsers(pool, PEOPLE);
  const client = await pool.pool.clients.ensure({
    clientName: "bench",
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: ["code"],
    allowedOAuthScopes: ["openid", "email"],
    callbackURLs: [redirectUri],
  });
  const people: string[] = [];
  for (let person = 0; person < PEOPLE; person += 1) {
    people.push(tokensOrThrow(await client.signIn({ username: `person-${person}`, password })).accessToken);
  }
  const codes: string[] = [];
  return {
    pool,
    client,
    async prepare(count) {
      for (let made = 0; made < count; made += 1) codes.push(await codeOf(client, people[made % PEOPLE] ?? ""));
    },
    async once() {
      const code = codes.pop();
      if (code === undefined) throw new Error("there are as many codes as exchanges");
      await client.exchangeCode({ code, redirectUri, codeVerifier });
    },
  };
}

async function codeOf(client: AppClient, accessToken: string): Promise<string> {
  const pkce = { codeChallenge, codeChallengeMethod: "S256" };
  const result = await client.authorize({ accessToken, responseType: "code", redirectUri, nonce: "of the bench", ...pkce });
  if (result.outcome !== "granted") throw new Error("a grant was expected");
  return new URL(result.redirectTo).searchParams.get("code") ?? "";
}

/** The same claims with the same keys, one token behind the other, as the ID token names the access token. */
async function bound({ pool: { keyset }, client }: Exchanging): Promise<() => Promise<unknown>> {
  const accessToken = tokensOrThrow(await client.signIn({ username: "person-0", password })).accessToken;
  const exchange = { code: await codeOf(client, accessToken), redirectUri, codeVerifier };
  const { idToken, ...tokens } = await client.exchangeCode(exchange);
  const { access, id } = claimsOf({ ...tokens, idToken: idToken ?? "" });
  return async () => {
    await signToken(keyset.signingKey("access", Date.now()), access);
    await signToken(keyset.signingKey("id", Date.now()), id);
  };
}
