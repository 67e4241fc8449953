import { isRockpoolError, type UserPoolPatch } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, faultyStorage, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { everyDefault } from "./every-default.ts";

/** Two values of every setting that may change: what a full form of an administration page would send. */
const everyChange = {
  poolName: "Customers of 2027",
  autoVerifiedAttributes: ["email", "phone_number"],
  userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ["phone_number"] },
  passwordPolicy: {
    minimumLength: 12,
    requireUppercase: false,
    requireLowercase: false,
    requireNumbers: false,
    requireSymbols: false,
    passwordHistorySize: 24,
    temporaryPasswordValidityDays: 1,
  },
  signInPolicy: { allowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
  accountRecoverySetting: { recoveryMechanisms: [{ name: "admin_only", priority: 1 }] },
  adminCreateUserConfig: {
    allowAdminCreateUserOnly: true,
    inviteMessageTemplate: { emailMessage: "{username}: {####}", emailSubject: "Welcome", smsMessage: "{username} {####}" },
  },
  verificationMessageTemplate: {
    defaultEmailOption: "CONFIRM_WITH_LINK",
    emailMessage: "Code {####}",
    emailSubject: "Code",
    emailMessageByLink: "{##Here##}",
    emailSubjectByLink: "Link",
    smsMessage: "{####}",
  },
  authEventRetentionDays: 90,
  deletionProtection: "ACTIVE",
  userPoolTags: { team: "identity" },
  userPoolTier: "LITE",
  issuer: "https://id.example.com",
} as const satisfies UserPoolPatch;

const frozen = {
  aliasAttributes: ["email"],
  usernameConfiguration: { caseSensitive: true },
  schema: { email: { required: true }, "custom:tier": { mutable: false } },
} as const satisfies UserPoolPatch;

describe("settings.update (UpdateUserPool)", () => {
  it("changes every setting that is not fixed at creation", async () => {
    const { pool } = await testPool();
    await pool.settings.update(everyChange);
    expect(await pool.settings.get()).toEqual({ ...everyDefault, ...everyChange });
  });

  it("and each of them alone; what is not written stays, where Cognito returns it to its default", async () => {
    const { pool } = await testPool();
    await pool.settings.update({ autoVerifiedAttributes: ["email", "phone_number"] });
    for (const [member, written] of Object.entries(everyChange)) {
      const before = await pool.settings.get();
      await pool.settings.update({ [member]: written });
      expect(await pool.settings.get()).toEqual({ ...before, [member]: written });
    }
  });

  it("goes into objects, and replaces lists and tags", async () => {
    const { pool } = await testPool();
    await pool.settings.update(everyChange);
    await pool.settings.update({
      passwordPolicy: { requireNumbers: true },
      adminCreateUserConfig: { inviteMessageTemplate: { emailSubject: "Hello" } },
      signInPolicy: { allowedFirstAuthFactors: ["PASSWORD"] },
      userPoolTags: { owner: "ada" },
      issuer: null,
    });
    expect(await pool.settings.get()).toEqual({
      ...everyDefault,
      ...everyChange,
      passwordPolicy: { ...everyChange.passwordPolicy, requireNumbers: true },
      adminCreateUserConfig: {
        ...everyChange.adminCreateUserConfig,
        inviteMessageTemplate: { ...everyChange.adminCreateUserConfig.inviteMessageTemplate, emailSubject: "Hello" },
      },
      signInPolicy: { allowedFirstAuthFactors: ["PASSWORD"] },
      userPoolTags: { owner: "ada" },
      issuer: null,
    });
  });

  it("writes nothing when nothing differs", async () => {
    const storage = countingStorage(memory());
    const { pool } = await testPool({ storage });
    await pool.settings.update(everyChange);
    for (const patch of [everyChange, {}, { passwordPolicy: {}, issuer: undefined }, { schema: { email: {} } }]) {
      expect((await storage.count(() => pool.settings.update(patch))).commit).toBe(0);
    }
  });

  it("keeps the key: a pool that was renamed is found by the name it was made under", async () => {
    const { rockpool, pool } = await testPool();
    await pool.settings.update({ poolName: "Customers" });
    const found = await rockpool.ensureUserPool({ key: "test", poolName: "Customers" });
    expect(found.userPoolId).toBe(pool.userPoolId);
  });

  it("is seen by the next call of this process", async () => {
    const { pool, client } = await testPool();
    await pool.settings.get();
    await pool.settings.update({ passwordPolicy: { minimumLength: 40 } });
    const refused = client.signUp({ username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } });
    await expect(refused).rejects.toMatchObject({ code: "InvalidPasswordException" });
  });

  it("keeps each of many changes that are written at once", async () => {
    const { pool } = await testPool();
    const members = Object.entries(everyChange).filter(([member]) => member !== "userAttributeUpdateSettings");
    await Promise.all(members.map(([member, written]) => pool.settings.update({ [member]: written })));
    const { userAttributeUpdateSettings } = everyDefault;
    expect(await pool.settings.get()).toEqual({ ...everyDefault, ...everyChange, userAttributeUpdateSettings });
  });

  it("of two that together break a rule, lets one through", async () => {
    const { pool } = await testPool();
    const before: UserPoolPatch = { userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ["email"] } };
    const written = await Promise.allSettled([
      pool.settings.update(before),
      pool.settings.update({ autoVerifiedAttributes: [] }),
    ]);
    expect(written.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { autoVerifiedAttributes, userAttributeUpdateSettings } = await pool.settings.get();
    const proved = userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate;
    expect([autoVerifiedAttributes, proved]).toEqual(autoVerifiedAttributes.length === 0 ? [[], []] : [["email"], ["email"]]);
  });

  it.each([1, 2, 3])("is known to this process at once, also when the answer of call %i was lost", async (n) => {
    const storage = faultyStorage(memory());
    const { client, clock, pool } = await testPool({ storage });
    const known = async () => [await pool.settings.get(), await client.settings()];
    const changes = [
      () => pool.settings.update({ passwordPolicy: { minimumLength: 12 } }),
      () => pool.clients.update(client.clientId, { accessTokenValiditySeconds: 600 }),
    ];
    for (const change of changes) {
      await known();
      storage.loseAnswer(n);
      await change().catch(() => {});
      const atOnce = await known().catch(known);
      clock.advance({ minutes: 1 });
      expect(atOnce).toEqual(await known().catch(known));
    }
  });

  it("of a pool that is gone says so", async () => {
    const { pool } = await testPool();
    await pool.delete();
    await expect(pool.settings.update({})).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});

describe("what is fixed at creation", () => {
  const refusalOf = async (work: Promise<unknown>) => {
    const error = await work.catch((thrown: unknown) => thrown);
    if (!isRockpoolError(error, "FrozenSettingException")) throw error;
    return error.details.differences;
  };

  it("is refused with the whole list, and nothing of the patch is written", async () => {
    const { pool } = await testPool({ schema: { "custom:tier": {} } });
    const before = await pool.settings.get();
    const differences = await refusalOf(pool.settings.update({ ...everyChange, ...frozen }));
    expect(differences).toEqual([
      { path: "aliasAttributes", stored: [], written: ["email"], frozen: true },
      { path: "usernameConfiguration.caseSensitive", stored: false, written: true, frozen: true },
      { path: "schema.email.required", stored: false, written: true, frozen: true },
      { path: "schema.custom:tier.mutable", stored: true, written: false, frozen: true },
    ]);
    expect(await pool.settings.get()).toEqual(before);
  });

  it("is refused by ensureUserPool with the same list", async () => {
    const { rockpool, pool } = await testPool({ schema: { "custom:tier": {} } });
    const ensured = await refusalOf(rockpool.ensureUserPool({ ...everyChange, ...frozen, key: "test" }));
    expect(ensured).toEqual(await refusalOf(pool.settings.update(frozen)));
  });

  it("passes where it is written as it is", async () => {
    const { pool } = await testPool({ ...frozen });
    await pool.settings.update({ ...frozen, passwordPolicy: { minimumLength: 10 } });
    expect(await pool.settings.get()).toMatchObject({ aliasAttributes: ["email"], passwordPolicy: { minimumLength: 10 } });
  });
});

describe("settings.update refuses", () => {
  it.each<[what: string, patch: unknown, path: string]>([
    ["a key", { key: "other" }, "key"],
    ["a revision", { revision: 3 }, "revision"],
    ["reset", { reset: ["issuer"] }, "reset"],
    ["an empty name", { poolName: "" }, "poolName"],
    ["no name", { poolName: null }, "poolName"],
    ["a misspelt member", { passwordPolicies: {} }, "passwordPolicies"],
    ["a member the schema of users does not know", { schema: { tier: {} } }, "schema.tier"],
    ["a list in place of the members", [], ""],
    ["nothing", undefined, ""],
  ])("%s", async (_, patch, path) => {
    const { pool } = await testPool();
    const before = await pool.settings.get();
    const refusal = { code: "InvalidParameterException", details: { path } };
    await expect(pool.settings.update(patch as UserPoolPatch)).rejects.toMatchObject(refusal);
    expect(await pool.settings.get()).toEqual(before);
  });
});
