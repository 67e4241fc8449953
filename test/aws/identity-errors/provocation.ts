import type * as sdk from "@aws-sdk/client-cognito-identity";
import type { Command } from "../errors/provocation.ts";
import { type IdentityStage, type StageOptions, setIdentityStage } from "./stage.ts";

/** The name of an exception that the SDK of identity pools has a class of. */
export type IdentityErrorName = Extract<keyof typeof sdk, `${string}Exception`>;

/** What makes a command fail that would succeed. */
export interface Provocation {
  readonly options?: StageOptions;
  /** Once the stage is set. */
  readonly before?: (stage: IdentityStage) => unknown;
  /** Other members of the input. */
  readonly input?: object | ((stage: IdentityStage) => Promise<object>);
}

export type Provocations = { readonly [N in IdentityErrorName]?: Provocation };

export interface OperationOnStage {
  readonly options?: StageOptions;
  /** Sets the stage. What it gives succeeds as it is. */
  command(stage: IdentityStage): Command | Promise<Command>;
  readonly errors: Provocations;
}

/** By the name of the operation. */
export type Capability = Readonly<Record<string, OperationOnStage>>;

/** Sets the stage for an operation, makes what it is to fail by, and sends its command once the rest has happened. */
export async function provoke(operation: OperationOnStage, { options, before, input }: Provocation): Promise<unknown> {
  const settings = { ...operation.options?.settings, ...options?.settings };
  const stage = await setIdentityStage({ ...operation.options, ...options, settings });
  const command = await operation.command(stage);
  Object.assign(command.input, typeof input === "function" ? await input(stage) : input);
  await before?.(stage);
  return stage.identity.send(command as Parameters<typeof stage.identity.send>[0]);
}

export const ofPool = {
  InvalidParameterException: { input: { IdentityPoolId: "no pool" } },
  ResourceNotFoundException: { input: { IdentityPoolId: "us-east-1:12345678-1234-4234-8234-123456789012" } },
} satisfies Provocations;

export const ofIdentity = {
  InvalidParameterException: { input: { IdentityId: "nobody" } },
  ResourceNotFoundException: { input: { IdentityId: "us-east-1:12345678-1234-4234-8234-123456789012" } },
} satisfies Provocations;

/** Ada of the one user pool is carl of the other, and bob of the one is somebody else: who logs in as bob and carl is two users of one. */
export async function twoUsersOfOneProvider({ identityPool, login }: IdentityStage): Promise<{ readonly Logins: object }> {
  const carl = await login("carl", 1);
  await identityPool.getId({ logins: { ...(await login("ada")), ...carl } });
  const bob = await login("bob");
  await identityPool.getId({ logins: bob });
  return { Logins: { ...bob, ...carl } };
}

/** An issuer whose keys nobody serves. */
const issuer = "http://127.0.0.1:1";
const unheard = {
  settings: { openIdConnectProviders: [{ issuer, clientIds: ["app"] }] },
  rockpool: { openIdConnect: { trustedOrigins: [issuer] } },
};

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** A login with a token of it. */
export async function loginOfUnheardIssuer({ clock }: IdentityStage): Promise<{ readonly Logins: object }> {
  const now = Math.floor(clock() / 1000);
  const claims = { iss: issuer, sub: "ada", aud: "app", iat: now, exp: now + 60 };
  return { Logins: { "127.0.0.1:1": `${encoded({ alg: "ES256", kid: "1" })}.${encoded(claims)}.AAAA` } };
}

export const ofUnheardIssuer: Provocation = { options: unheard, input: loginOfUnheardIssuer };

/** A login whose token is none. */
export const forged: Provocation = { input: async ({ providers: [name] }) => ({ Logins: { [name]: "forged" } }) };
