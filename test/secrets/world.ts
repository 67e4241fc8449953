import type { AppClient, IdentityPool, Rockpool, RockpoolOptions, UserPool } from "rockpool";
import type { Outbox } from "rockpool/testing";
import { expect } from "vitest";

/** What the use cases are tried on. */
export interface World {
  readonly rockpool: Rockpool;
  readonly pool: UserPool;
  readonly client: AppClient;
  /** A client with a secret. */
  readonly confidential: AppClient;
  readonly identityPool: IdentityPool;
  readonly post: Outbox & { isDown: boolean };
  readonly path: string;
  readonly masterKey: string;
  /** Opens the same file once more. */
  reopen(masterKey: RockpoolOptions["masterKey"]): Promise<Rockpool>;
}

/** Each person has a password of their own. */
export const passwordOf = (username: string): string => `Käse "${username}" 77 Brote!`;
export const personNamed = (username: string) => ({
  username,
  password: passwordOf(username),
  attributes: { email: `${username}@example.com` },
});

export async function refused(call: Promise<unknown>, code: string): Promise<void> {
  await expect(call).rejects.toMatchObject({ code });
}

/** Another text of the same form. */
export function wrong(secret: string): string {
  const last = secret.at(-1) === "7" ? "8" : "7";
  return secret.slice(0, -1) + last;
}
