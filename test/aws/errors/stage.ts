import { randomBytes } from "node:crypto";
import type * as sdk from "@aws-sdk/client-cognito-identity-provider";
import { type Tokens, type TriggerOptions, tokensOrThrow } from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { faultyStorage, outbox, type TestPoolOptions } from "rockpool/testing";
import { type AwsWorld, awsWorld } from "../world.ts";

/** A world in which things can be broken, and go on to be so. */
export interface Stage extends AwsWorld {
  readonly UserPoolId: string;
  readonly ClientId: string;
  /** The next call of the storage fails. */
  breakStorage(): void;
  /** Another plan is always first. */
  contend(): void;
  /** No message is accepted. */
  breakDelivery(): void;
}

export interface Command {
  readonly input: object;
}

/** The name of an exception that the SDK has a class of. */
export type ErrorName = Extract<keyof typeof sdk, `${string}Exception`>;

/** What makes a command fail that would succeed. */
export interface Provocation {
  readonly options?: TestPoolOptions;
  /** Once the stage is set. */
  readonly before?: (stage: Stage, input: Input) => unknown;
  /** Other members of the input. */
  readonly input?: object | ((stage: Stage) => Promise<object>);
}

/** Members of an input, as they are sent. */
export type Input = Readonly<Record<string, string>>;

export type Provocations = { readonly [N in ErrorName]?: Provocation };

export interface OperationOnStage {
  readonly options?: TestPoolOptions;
  /** Sets the stage. What it gives succeeds as it is. */
  command(stage: Stage): Command | Promise<Command>;
  readonly errors: Provocations;
}

/** By the name of the operation. */
export type Capability = Readonly<Record<string, OperationOnStage>>;

export async function setStage({ client, rockpool, ...options }: TestPoolOptions = {}): Promise<Stage> {
  const broken = { commits: false, delivery: false };
  const storage = faultyStorage(memory());
  const post = outbox();
  const world = await awsWorld(
    {
      storage: contended(storage, () => broken.commits),
      client: { ...client },
      rockpool: {
        delivery: { send: (message) => (broken.delivery ? Promise.reject(new Error("no")) : post.send(message)) },
        // Those who collide draw no time to wait: nobody else is there.
        random: (length) => (broken.commits ? new Uint8Array(length) : randomBytes(length)),
        settingsMaxAgeSeconds: 0,
        ...rockpool,
      },
      ...options,
    },
    { onError: () => {} },
  );
  return {
    ...world,
    outbox: post,
    UserPoolId: world.pool.userPoolId,
    ClientId: world.client.clientId,
    breakStorage: () => storage.failCall(1),
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

/** Sets the stage for an operation, lets happen what is to make it fail, and sends its command. */
export async function provoke(operation: OperationOnStage, { options, before, input }: Provocation): Promise<unknown> {
  const client = { ...operation.options?.client, ...options?.client };
  const stage = await setStage({ ...operation.options, ...options, client });
  const command = await operation.command(stage);
  await before?.(stage, command.input as Input);
  Object.assign(command.input, typeof input === "function" ? await input(stage) : input);
  return stage.aws.send(command as Parameters<typeof stage.aws.send>[0]);
}

/** What every operation that only reads can meet. */
export const reads = {
  InternalErrorException: { before: ({ breakStorage }) => breakStorage() },
} satisfies Provocations;

/** And every operation that writes. */
export const writes = {
  ...reads,
  TooManyRequestsException: { before: ({ contend }) => contend() },
} satisfies Provocations;

export const ofPool = {
  InvalidParameterException: { input: { UserPoolId: "no pool" } },
  ResourceNotFoundException: { input: { UserPoolId: "us-east-1_AAAAAAAAA" } },
} satisfies Provocations;

export const ofClient = {
  InvalidParameterException: { input: { ClientId: "no client" } },
  ResourceNotFoundException: { input: { ClientId: "a".repeat(26) } },
} satisfies Provocations;

export const ofBearer = {
  InvalidParameterException: { input: { AccessToken: "no token" } },
  NotAuthorizedException: { input: { AccessToken: "forged" } },
} satisfies Provocations;

/** Of an operation that calls a trigger. */
export function calling(trigger: keyof TriggerOptions): Provocations {
  const to = (handler: unknown): Provocation => ({
    before: ({ pool }) => pool.settings.update({ triggers: { [trigger]: handler } }),
  });
  return {
    // The name of a function that this process has not.
    UnexpectedLambdaException: to("elsewhere"),
    UserLambdaValidationException: to(() => Promise.reject(new Error("not today"))),
    InvalidLambdaResponseException: to(() => Promise.resolve("no event")),
  };
}

/** Of an operation that answers once its message is sent. */
export const sending = {
  CodeDeliveryFailureException: { before: ({ breakDelivery }) => breakDelivery() },
} satisfies Provocations;

export const nobody: Provocation = { input: { Username: "nobody" } };
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
