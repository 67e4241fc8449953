import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";
const email = "Ada@Example.com";
const phone = "+15555550100";
const autoVerifiedAttributes = ["email", "phone_number"] as const;

/** What each operation says of a name that somebody has, who can be sent a code, and of the same name once nobody has it. */
async function saidOf(
  { client, pool, outbox }: TestPool,
  { operation, typed }: { readonly operation: "forgotPassword" | "resendConfirmationCode"; readonly typed: string },
): Promise<readonly unknown[]> {
  const before = outbox.messages.length;
  const known = await client[operation]({ username: typed });
  expect(outbox.messages).toHaveLength(before + 1);
  const { users } = await pool.users.list();
  for (const { sub } of users) await pool.users.delete(sub);
  const unknown = await client[operation]({ username: typed });
  expect(outbox.messages).toHaveLength(before + 1);
  return [known, unknown];
}

const mail = { attributeName: "email", deliveryMedium: "EMAIL", destination: "a***@e***" };
const sms = { attributeName: "phone_number", deliveryMedium: "SMS", destination: "+*******0100" };

// attack 70: who types an address cannot tell from the answer whether it is somebody's
describe("the answer about an address is the same whether somebody has it or nobody", () => {
  const pools: readonly (readonly [string, TestPoolOptions])[] = [
    ["whose user names are addresses", { usernameAttributes: ["email", "phone_number"], autoVerifiedAttributes }],
    [
      "that tells upper from lower case",
      { usernameAttributes: ["email"], usernameConfiguration: { caseSensitive: true }, autoVerifiedAttributes: ["email"] },
    ],
  ];

  it.each(pools)("in a pool %s: resendConfirmationCode", async (_, options) => {
    const world = await testPool(options);
    await world.client.signUp({ username: email, password });
    expect(await saidOf(world, { operation: "resendConfirmationCode", typed: email })).toEqual([mail, mail]);
  });

  it.each(pools)("in a pool %s: forgotPassword", async (_, options) => {
    const world = await testPool(options);
    await world.signedIn({ username: email, attributes: { email } });
    expect(await saidOf(world, { operation: "forgotPassword", typed: email })).toEqual([mail, mail]);
  });

  it.each(["ada@example.com", "ADA@EXAMPLE.COM"])("in a pool whose aliases are addresses, written as %s", async (typed) => {
    const world = await testPool({ aliasAttributes: ["email", "phone_number"] });
    await world.signedIn({ username: "somebody", attributes: { email } });
    expect(await saidOf(world, { operation: "forgotPassword", typed })).toEqual([mail, mail]);
  });

  it.each([
    ["resendConfirmationCode", { usernameAttributes: ["phone_number"], autoVerifiedAttributes }],
    ["forgotPassword", { usernameAttributes: ["phone_number"], autoVerifiedAttributes }],
    ["forgotPassword", { aliasAttributes: ["phone_number"], autoVerifiedAttributes }],
  ] as const)("of a telephone, by %s, in a pool with %j", async (operation, options) => {
    const world = await testPool(options);
    const username = "usernameAttributes" in options ? phone : "somebody";
    await world.client.signUp({ username, password, attributes: { phone_number: phone } });
    const confirmed = { username, confirmationCode: world.outbox.lastCode() };
    if (operation === "forgotPassword") await world.client.confirmSignUp(confirmed);
    expect(await saidOf(world, { operation, typed: phone })).toEqual([sms, sms]);
  });
});

describe("the answer about a name that nobody has", () => {
  it("names what the pool sends codes to: no telephone, where it verifies none at sign-up", async () => {
    const { client } = await testPool({ usernameAttributes: ["email", "phone_number"] });
    await expect(client.resendConfirmationCode({ username: phone })).resolves.toMatchObject({ deliveryMedium: "EMAIL" });
  });

  it("names what the pool recovers by", async () => {
    const recoveryMechanisms = [{ name: "verified_phone_number", priority: 1 }] as const;
    const { client } = await testPool({ accountRecoverySetting: { recoveryMechanisms } });
    await expect(client.forgotPassword({ username: email })).resolves.toMatchObject({ deliveryMedium: "SMS" });
  });

  it("is drawn where the name is no address, and stays the same", async () => {
    const { client } = await testPool();
    const names = Array.from({ length: 20 }, (_, n) => `nobody-${n}`);
    const [first, second] = [0, 1].map(() => Promise.all(names.map((username) => client.forgotPassword({ username }))));
    const masks = (await first)?.map(({ destination }) => destination);
    expect(new Set(masks).size).toBeGreaterThan(10);
    expect(await second).toEqual(await first);
  });

  // attack 70: who is there is sent one of the two codes at most, and shown their own address by that operation only
  it("is drawn for each operation: that both say the same would tell that nobody has the name", async () => {
    const { client } = await testPool();
    const names = Array.from({ length: 20 }, (_, n) => `nobody-${n}`);
    const alike = [];
    for (const username of names) {
      const [reset, resent] = [await client.forgotPassword({ username }), await client.resendConfirmationCode({ username })];
      if (reset.destination === resent.destination) alike.push(username);
    }
    expect(alike.length).toBeLessThan(5);
  });
});
