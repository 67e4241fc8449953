import { randomBytes } from "node:crypto";
import { type Tokens, tokensOrThrow } from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { faultyStorage, outbox, type TestPoolOptions } from "rockpool/testing";
import { type AwsWorld, awsWorld } from "../world.ts";

/** A world in which things can be broken, and go on to be so. */
export interface Stage extends Omit<AwsWorld, "signedIn"> {
  readonly UserPoolId: string;
  readonly ClientId: string;
  /** The next call of the storage fails. */
  breakStorage(): void;
  /** Another plan is always first. */
  contend(): void;
  /** No message is accepted. */
  breakDelivery(): void;
}

export async function setStage(options: TestPoolOptions): Promise<Stage> {
  const broken = { commits: false, delivery: false };
  const faulty = faultyStorage(memory());
  const post = outbox();
  const storage = contended(faulty, () => broken.commits);
  const rockpool = {
    delivery: { send: (message) => (broken.delivery ? Promise.reject(new Error("no")) : post.send(message)) },
    // Those who collide draw no time to wait: nobody else is there.
    random: (length) => (broken.commits ? new Uint8Array(length) : randomBytes(length)),
    settingsMaxAgeSeconds: 0,
  } satisfies TestPoolOptions["rockpool"];
  const { signedIn: _, ...world } = await awsWorld({ ...options, storage, rockpool }, { onError: () => {} });
  return {
    ...world,
    outbox: post,
    UserPoolId: world.pool.userPoolId,
    ClientId: world.client.clientId,
    breakStorage: () => faulty.failCall(1),
    contend: () => {
      broken.commits = true;
    },
    breakDelivery: () => {
      broken.delivery = true;
    },
  };
}

function contended(storage: StorageAdapter, isSo: () => boolean): StorageAdapter {
  return {
    open: (tables) => storage.open(tables),
    close: () => storage.close(),
    describe: () => storage.describe(),
    get: (refs) => storage.get(refs),
    query: (query) => storage.query(query),
    sweep: (before, limit) => storage.sweep(before, limit),
    async commit(plan) {
      const [first] = plan.entries;
      return isSo() && first ? { outcome: "conflict", table: first.table, key: first.key } : storage.commit(plan);
    },
  };
}

export const weak = "weak";
export const Password = "Correct-horse-7!";
export const Temporary = "Temporary-horse-7!";
export const attributes = { email: "ada@example.com", email_verified: "true" };

/** Makes a user who is confirmed. */
export async function confirmed({ pool }: Stage, username = "ada", others: Readonly<Record<string, string>> = {}): Promise<void> {
  const messageAction = "SUPPRESS";
  await pool.users.create({ username, attributes: { ...attributes, ...others }, messageAction });
  await pool.users.setPassword({ username, password: Password, permanent: true });
}

/** Signs them in. */
export async function tokensOf({ client }: Stage): Promise<Tokens> {
  return tokensOrThrow(await client.signIn({ username: "ada", password: Password }));
}

/** Does the same again, until it is too much. */
export async function times(n: number, work: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < n; done += 1) await work().catch(() => {});
}

/** Six digits that are not these. */
export function anotherCode(code: string): string {
  return code === "000000" ? "000001" : "000000";
}
