/** What the tests let other processes do. An order comes as a message; what was done is told on stdout, a line each. */
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import {
  type AppClient,
  type Challenge,
  isRockpoolError,
  type RefreshedTokens,
  type Rockpool,
  type SignUpInput,
  tokensOrThrow,
} from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { outbox } from "rockpool/testing";
import { slowed, stalling } from "./slow-storages.ts";
import { credentialsOf, emailOf, ensured, newUser, opened, type Place, storageAt } from "./world.ts";

export type Order =
  | (Place & { readonly what: "stream"; readonly prefix: string })
  | (Place & { readonly what: "ensure"; readonly minimumLength: number; readonly accessTokenValiditySeconds: number })
  | (Place & { readonly what: "signUp"; readonly names: readonly string[] })
  /** `at`: ms since the epoch, when all processes begin. */
  | (Place & { readonly what: "race"; readonly at: number; readonly times: number; readonly call: RacingCall })
  /** `pauseMs`: after each step. */
  | (Place & { readonly what: "maintain"; readonly pauseMs: number })
  /** In the middle of the plan of a sign-up the whole process stands still. */
  | (Place & { readonly what: "stall"; readonly name: string; readonly ms: number });

/** What a race is run with. */
export type RacingCall =
  | { readonly method: "signUp"; readonly input: SignUpInput }
  | { readonly method: "confirmSignUp"; readonly input: { readonly username: string; readonly confirmationCode: string } }
  | { readonly method: "signIn"; readonly input: { readonly username: string; readonly password: string } }
  | { readonly method: "respond"; readonly challenge: Challenge; readonly newPassword: string }
  | { readonly method: "refresh"; readonly input: { readonly refreshToken: string } }
  | { readonly method: "revoke"; readonly input: { readonly token: string } }
  /** Of an administrator. */
  | { readonly method: "disable" | "signOutEverywhere"; readonly username: string };

/** What a refresh gave. */
export type Given = Pick<RefreshedTokens, "accessToken" | "refreshToken">;

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
  /** What each call of a race came to: `done`, or the code and message of its refusal. */
  | { readonly did: "raced"; readonly answers: readonly string[]; readonly given: readonly Given[] }
  | { readonly did: "step" | "stalling" }
  | { readonly did: "maintained"; readonly jobsDone: number; readonly finished: boolean }
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
  const { userSub: sub } = await client.signUp(newUser(name));
  const code = post.lastCode(emailOf(name));
  tell({ did: "signedUp", name, sub, code });
  return code;
}

async function ensureAnd(rockpool: Rockpool, { minimumLength, accessTokenValiditySeconds }: Extract<Order, { what: "ensure" }>) {
  const { pool, client } = await ensured(rockpool, { passwordPolicy: { minimumLength } }, { accessTokenValiditySeconds });
  // Nobody is in without keys: those of a pool are made once, too.
  const [key] = (await pool.jwks()).keys;
  tell({ did: "ensured", userPoolId: pool.userPoolId, clientId: client.clientId, kid: key?.kid });
}

async function signUpAll(rockpool: Rockpool, names: readonly string[]): Promise<void> {
  const { client } = await ensured(rockpool);
  const orIsTaken = (name: string): Promise<unknown> =>
    signUp(client, name).catch((error: unknown) => {
      if (!isRockpoolError(error, "UsernameExistsException")) throw error;
      tell({ did: "refused", name });
    });
  await Promise.all(names.map(orIsTaken));
}

async function race(rockpool: Rockpool, { at, times, call }: Extract<Order, { what: "race" }>): Promise<void> {
  const { client, pool } = await ensured(rockpool);
  const given: Given[] = [];
  const run = (): Promise<unknown> => {
    switch (call.method) {
      case "respond":
        return client.respond(call.challenge, { newPassword: call.newPassword });
      case "refresh":
        return client.refresh(call.input).then(({ accessToken, refreshToken }) => given.push({ accessToken, refreshToken }));
      case "disable":
      case "signOutEverywhere":
        return pool.users[call.method](call.username);
      default:
        return client[call.method](call.input as never);
    }
  };
  const answer = (): Promise<string> =>
    run().then(
      () => "done",
      (error: unknown) => {
        if (!isRockpoolError(error)) throw error;
        return `${error.code}: ${error.message}`;
      },
    );
  await sleep(at - Date.now());
  const answers = await Promise.all(Array.from({ length: times }, answer));
  tell({ did: "raced", answers, given });
}

/** Works on what is left to do, and tells each step that is stored. */
async function maintain(rockpool: Rockpool): Promise<void> {
  const { jobsDone, finished } = await rockpool.maintain();
  tell({ did: "maintained", jobsDone, finished });
}

function carryOut(rockpool: Rockpool, order: Order): Promise<void> {
  switch (order.what) {
    case "stream":
      return stream(rockpool, order.prefix);
    case "ensure":
      return ensureAnd(rockpool, order);
    case "signUp":
      return signUpAll(rockpool, order.names);
    case "race":
      return race(rockpool, order);
    case "maintain":
      return maintain(rockpool);
    case "stall":
      return signUpAll(rockpool, [order.name]);
  }
}

/** The storage of an order, with what the order does to it. */
function storageOf(order: Order): StorageAdapter {
  if (order.what === "maintain") {
    return slowed(storageAt(order), order.pauseMs, () => tell({ did: "step" }));
  }
  if (order.what === "stall" && "schema" in order) {
    return stalling(order, order.ms, () => tell({ did: "stalling" }));
  }
  return storageAt(order);
}

async function follow(order: Order): Promise<void> {
  try {
    const rockpool = await opened(order, post, storageOf(order));
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
