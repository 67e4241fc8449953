/** What the tests let other processes do. An order comes as a message; what was done is told on stdout, a line each. */
import { inspect } from "node:util";
import { type AppClient, isRockpoolError, type Rockpool, tokensOrThrow } from "rockpool";
import { outbox } from "rockpool/testing";
import { credentialsOf, emailOf, ensured, opened, type Place } from "./world.ts";

export type Order =
  | (Place & { readonly what: "stream"; readonly prefix: string })
  | (Place & { readonly what: "ensure"; readonly minimumLength: number; readonly accessTokenValiditySeconds: number })
  | (Place & { readonly what: "signUp"; readonly names: readonly string[] });

/** Told when the promise has resolved, and not before. */
export type Told =
  | { readonly did: "loaded" | "everything" }
  | { readonly did: "signedUp"; readonly name: string; readonly sub: string; readonly code: string }
  | { readonly did: "confirmed"; readonly name: string }
  /** `family`: what the tokens call this sign-in. */
  | { readonly did: "signedIn"; readonly name: string; readonly family: string }
  | { readonly did: "ensured"; readonly userPoolId: string; readonly clientId: string; readonly kid: string | undefined }
  /** The storage said so: it is not known whether what was asked for was done. */
  | { readonly did: "unsure"; readonly name: string; readonly outcome: string }
  /** Because of `UsernameExistsException`. */
  | { readonly did: "refused"; readonly name: string }
  | { readonly did: "failed"; readonly error: string };

/** How many operations of a stream are in flight at once. */
const LANES = 6;

const post = outbox();

/** The line is in the pipe when this returns: no death takes it back. */
function tell(told: Told): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

/** Goes on until it is killed. One user in four stays unconfirmed. */
async function stream(rockpool: Rockpool, prefix: string): Promise<void> {
  const { pool, client } = await ensured(rockpool);
  let users = 0;
  const live = async (name: string, staysUnconfirmed: boolean): Promise<void> => {
    const code = await signUp(client, name);
    if (staysUnconfirmed) return;
    await client.confirmSignUp({ username: name, confirmationCode: code });
    tell({ did: "confirmed", name });
    const { accessToken } = tokensOrThrow(await client.signIn(credentialsOf(name)));
    const claims = await pool.verify(accessToken, { tokenUse: "access", clientId: client.clientId });
    tell({ did: "signedIn", name, family: claims.origin_jti ?? "none" });
  };
  const lane = async (): Promise<never> => {
    for (;;) {
      users += 1;
      const name = `${prefix}-${users}`;
      await live(name, users % 4 === 0).catch((error: unknown) => {
        if (!isRockpoolError(error, "StorageUnavailableException")) throw error;
        tell({ did: "unsure", name, outcome: String(error.details?.["outcome"]) });
      });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function signUp(client: AppClient, name: string): Promise<string> {
  const { userSub: sub } = await client.signUp({ ...credentialsOf(name), attributes: { email: emailOf(name) } });
  const code = post.lastCode(emailOf(name));
  tell({ did: "signedUp", name, sub, code });
  return code;
}

async function carryOut(rockpool: Rockpool, order: Order): Promise<void> {
  if (order.what === "stream") return stream(rockpool, order.prefix);
  if (order.what === "ensure") {
    const { minimumLength, accessTokenValiditySeconds } = order;
    const { pool, client } = await ensured(rockpool, { passwordPolicy: { minimumLength } }, { accessTokenValiditySeconds });
    // Nobody is in without keys: those of a pool are made once, too.
    const [key] = (await pool.jwks()).keys;
    return tell({ did: "ensured", userPoolId: pool.userPoolId, clientId: client.clientId, kid: key?.kid });
  }
  const { client } = await ensured(rockpool);
  const orIsTaken = (name: string): Promise<unknown> =>
    signUp(client, name).catch((error: unknown) => {
      if (!isRockpoolError(error, "UsernameExistsException")) throw error;
      tell({ did: "refused", name });
    });
  await Promise.all(order.names.map(orIsTaken));
}

async function follow(order: Order): Promise<void> {
  try {
    const rockpool = await opened(order, post);
    await carryOut(rockpool, order);
    await rockpool.close();
    tell({ did: "everything" });
  } catch (error) {
    // With all of its causes: a busy database must not hide in one.
    tell({ did: "failed", error: inspect(error, { depth: 9 }) });
  }
}

process.on("message", (order: Order) => void follow(order));
// Nobody listens any more: not even a stream outlives the test that began it.
process.on("disconnect", () => process.exit());
tell({ did: "loaded" });
