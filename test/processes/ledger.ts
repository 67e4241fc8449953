import { type Rockpool, tokensOrThrow } from "rockpool";
import type { Told } from "./child.ts";
import type { Records } from "./records.ts";
import { credentialsOf, ensured } from "./world.ts";

export interface Acknowledged {
  readonly sub: string;
  readonly code: string;
  isConfirmed: boolean;
  readonly families: string[];
}

/** What children were told, by user name. */
export type Ledger = Map<string, Acknowledged>;

/** Notes what was told. */
export function enter(told: readonly Told[], ledger: Ledger): void {
  for (const step of told) {
    if (step.did === "signedUp") ledger.set(step.name, { sub: step.sub, code: step.code, isConfirmed: false, families: [] });
    const user = "name" in step ? ledger.get(step.name) : undefined;
    if (user !== undefined && step.did === "confirmed") user.isConfirmed = true;
    if (user !== undefined && step.did === "signedIn") user.families.push(step.family);
  }
}

/** What was acknowledged, now or before, and is not there. */
export function lost(ledger: Ledger, { users, families }: Records): readonly string[] {
  return [...ledger].flatMap(([name, { sub, isConfirmed, families: signIns }]) => {
    const user = users.get(name);
    if (user?.sub !== sub) return [`${name} signed up as ${sub}, and there is ${user?.sub}`];
    if (isConfirmed && user.status !== "CONFIRMED") return [`${name} was confirmed, and is ${user.status}`];
    return signIns
      .filter((family) => !families.has(family))
      .map((family) => `${name} signed in, and there is no family ${family}`);
  });
}

/** Whoever with such a name is there, acknowledged or not, and cannot be confirmed or sign in. */
export async function unusable(
  rockpool: Rockpool,
  prefix: string,
  ledger: Ledger,
  { users }: Records,
): Promise<readonly string[]> {
  const { pool, client } = await ensured(rockpool);
  const names = [...users.keys()].filter((name) => name.startsWith(prefix));
  const tried = names.map(async (username) => {
    try {
      const { userStatus } = await pool.users.get(username);
      const code = ledger.get(username)?.code;
      // Nobody was told the code of a sign-up that was not acknowledged.
      if (userStatus === "UNCONFIRMED") {
        await (code === undefined ? pool.users.confirm(username) : client.confirmSignUp({ username, confirmationCode: code }));
      }
      tokensOrThrow(await client.signIn(credentialsOf(username)));
      return [];
    } catch (error) {
      return [`${username}: ${String(error)}`];
    }
  });
  return (await Promise.all(tried)).flat();
}
