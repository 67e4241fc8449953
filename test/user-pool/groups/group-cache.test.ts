import { generateMasterKey, Rockpool, type RockpoolOptions, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { fixedTestKeys, manualClock, outbox, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { adapterWith, gate } from "../stand-ins.ts";

const password = "Correct horse 7!";
const roles = ["first", "second"].map((name) => `arn:aws:iam::123456789012:role/${name}`);

/** Two processes on one database, as far as they know; ada is in a group, and has signed in at both. */
async function twoOf(options: Partial<RockpoolOptions> = {}) {
  const clock = manualClock();
  const given = { storage: memory(), clock, masterKey: generateMasterKey(), keySource: fixedTestKeys(), delivery: outbox() };
  const passwordHashing = { memoryCostKib: 8, timeCost: 1 };
  const open = (): Promise<Rockpool> => Rockpool.open({ baseUrl: "https://auth.test", passwordHashing, ...given, ...options });
  const [here, there] = [await open(), await open()];
  const pool = await here.ensureUserPool({ poolName: "customers" });
  const client = await pool.clients.ensure({ clientName: "web" });
  await client.signUp({ username: "ada", password });
  await pool.users.confirm("ada");
  await pool.groups.create({ groupName: "admins", roleArn: roles[0] });
  await pool.groups.addUser({ groupName: "admins", username: "ada" });
  const other = await there.userPool(pool.userPoolId);
  const elsewhere = await other.clients.get(client.clientId);
  const claims = async (through: typeof client): Promise<Readonly<Record<string, unknown>>> => {
    const { idToken } = tokensOrThrow(await through.signIn({ username: "ada", password }));
    return pool.verify(idToken, { tokenUse: "id", clientId: null });
  };
  /** What the two processes say. */
  const said = async () => ({ here: await claims(client), there: await claims(elsewhere) });
  await said();
  return { clock, pool, other, said };
}

describe("groups are remembered", () => {
  it("for five seconds: then another process's change is seen; one's own at once", async () => {
    const { clock, pool, said } = await twoOf();
    await pool.groups.update("admins", { roleArn: roles[1] });
    const [old, now] = [{ "cognito:preferred_role": roles[0] }, { "cognito:preferred_role": roles[1] }];
    expect(await said()).toMatchObject({ here: now, there: old });
    clock.advance({ seconds: 5, milliseconds: -1 });
    expect(await said()).toMatchObject({ there: old });
    clock.advance({ milliseconds: 1 });
    expect(await said()).toMatchObject({ here: now, there: now });
    await pool.groups.ensure({ groupName: "admins", roleArn: roles[0] });
    expect(await said()).toMatchObject({ here: old, there: now });
  });

  it("for five seconds also when they are deleted elsewhere", async () => {
    const { clock, pool, said } = await twoOf();
    await pool.groups.delete("admins");
    const { here, there } = await said();
    expect(here).not.toHaveProperty(["cognito:groups"]);
    expect(there).toMatchObject({ "cognito:groups": ["admins"] });
    clock.advance({ seconds: 5 });
    expect((await said()).there).not.toHaveProperty(["cognito:groups"]);
  });

  it("for settingsMaxAgeSeconds, with 0 not at all", async () => {
    const { clock, pool, said } = await twoOf({ settingsMaxAgeSeconds: 60 });
    await pool.groups.delete("admins");
    clock.advance({ seconds: 59 });
    expect((await said()).there).toMatchObject({ "cognito:groups": ["admins"] });
    const { pool: strict, said: saidThere } = await twoOf({ settingsMaxAgeSeconds: 0 });
    await strict.groups.delete("admins");
    expect((await saidThere()).there).not.toHaveProperty(["cognito:groups"]);
  });

  it("no longer than that by a clock that is set back", async () => {
    const { clock, pool, said } = await twoOf();
    await pool.groups.delete("admins");
    clock.advance({ seconds: -1 });
    expect((await said()).there).not.toHaveProperty(["cognito:groups"]);
  });

  it("but never who is in them: that is seen at once, also of a group that was made anew under the name", async () => {
    const { pool, said } = await twoOf();
    const input = { groupName: "admins", username: "ada" };
    await pool.groups.removeUser(input);
    expect((await said()).there).not.toHaveProperty(["cognito:groups"]);
    await pool.groups.delete("admins");
    await pool.groups.create({ groupName: "admins", roleArn: roles[1] });
    expect((await said()).there).not.toHaveProperty(["cognito:groups"]);
    await pool.groups.addUser(input);
    expect((await said()).there).toMatchObject({ "cognito:groups": ["admins"], "cognito:roles": [roles[1]] });
  });
});

describe("a change by this process", () => {
  it("is not hidden by what was being read when it was made", async () => {
    const inner = memory();
    let stop: ReturnType<typeof gate> | undefined;
    const get: typeof inner.get = async (refs) => {
      const found = await inner.get(refs);
      const held = refs.length === 1 && refs[0]?.table === "groups" ? stop : undefined;
      if (held !== undefined) stop = undefined;
      await held?.pass();
      return found;
    };
    const { pool, client, signedIn } = await testPool({ storage: adapterWith(inner, { get }) });
    await signedIn({ username: "ada" });
    await pool.groups.create({ groupName: "admins" });
    await pool.groups.addUser({ groupName: "admins", username: "ada" });
    const held = gate();
    stop = held;
    const signingIn = client.signIn({ username: "ada", password });
    await held.reached;
    await pool.groups.delete("admins");
    held.release();
    await signingIn;
    const { accessToken } = tokensOrThrow(await client.signIn({ username: "ada", password }));
    const claims = await pool.verify(accessToken, { tokenUse: "access", clientId: null });
    expect(claims).not.toHaveProperty(["cognito:groups"]);
  });
});
