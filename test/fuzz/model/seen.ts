import type { UserPool } from "rockpool";
import { expect } from "vitest";
import type { Model } from "./state.ts";
import { addresses, people, phoneNumbers } from "./steps/step.ts";

const compared = ["email", "email_verified", "phone_number", "phone_number_verified", "preferred_username"];

/** Somebody as the model knows them, or the answer for a name that nobody has. */
export async function seen(pool: UserPool, name: string): Promise<unknown> {
  try {
    const { username, userStatus: status, enabled, attributes } = await pool.users.get(name);
    const { groups } = await pool.groups.ofUser(name);
    const identities = JSON.parse(attributes["identities"] ?? "[]") as readonly { readonly userId: string }[];
    return {
      name: username,
      status,
      enabled,
      attributes: Object.fromEntries(Object.entries(attributes).filter(([attribute]) => compared.includes(attribute))),
      groups: groups.map(({ groupName }) => groupName).toSorted(),
      identities: identities.map(({ userId }) => userId).toSorted(),
    };
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return `${code}: ${message}`;
  }
}

/** Looks at everything that the model knows. */
export async function expectTheSame(model: Model, pool: UserPool): Promise<void> {
  for (const name of people) expect(await seen(pool, name), name).toEqual(model.get(name));
  for (const [kind, values] of [
    ["email", addresses],
    ["phone_number", phoneNumbers],
  ] as const) {
    for (const value of values) {
      const { users } = await pool.users.list({ filter: `${kind} = "${value}"` });
      expect(users.map(({ username }) => username).toSorted(), value).toEqual(model.listed(kind, value));
    }
  }
}
