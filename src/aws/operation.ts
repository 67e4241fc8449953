import type { IdentityPool } from "../identity-pool/identity-pool.ts";
import type { OpenIdConnectProvider } from "../identity-pool/providers.ts";
import type { Rockpool } from "../rockpool.ts";
import type { AppClient } from "../user-pool/app-client.ts";
import type { UserPool } from "../user-pool/user-pool.ts";

/** Who calls, as far as it is told by the request. */
export interface Call {
  readonly rockpool: Rockpool;
  /** That of the signature's scope, or of the handler. */
  readonly region: string;
  readonly accountId: string;
  /** Issuers whose client ids no request says. */
  readonly openIdConnectProviders: readonly OpenIdConnectProvider[];
  /** @throws `ResourceNotFoundException` */
  pool(userPoolId: string): Promise<UserPool>;
  /** @throws `ResourceNotFoundException` */
  client(clientId: string): Promise<AppClient>;
  /** @throws `ResourceNotFoundException` */
  identityPool(identityPoolId: string): Promise<IdentityPool>;
  /** The pool that an identity is of. @throws `ResourceNotFoundException` */
  identityPoolOf(identityId: string): Promise<IdentityPool>;
  /** Tells of what went wrong within a call that is answered all the same. */
  tellOperator(error: unknown): void;
}

/**
 * An input that has been checked by its model: members are there and of their types where the model says so. What each operation reads of it
 * stands in its own type.
 */
export type Operation<I = never> = (call: Call, input: I) => Promise<object | undefined>;

/** The operations of one capability, by AWS's names of them. */
export type OperationTable = Readonly<Record<string, Operation>>;

/** AWS's lists of attributes, as records, and back. */
export interface AttributeType {
  readonly Name: string;
  readonly Value?: string;
}

export function recordOf(attributes: readonly AttributeType[] | undefined): Record<string, string> {
  return Object.fromEntries((attributes ?? []).map(({ Name, Value }) => [Name, Value ?? ""]));
}

export function attributesOf(record: Readonly<Record<string, string>>): readonly AttributeType[] {
  return Object.entries(record).map(([Name, Value]) => ({ Name, Value }));
}

/** Seconds with a fraction, as AWS's JSON has times. */
export function seconds(date: Date): number {
  return date.getTime() / 1000;
}

/** Members that have a value: `undefined` is none to AWS, and none to us. */
export function present<T extends object>(members: T): { [M in keyof T]?: Exclude<T[M], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}
