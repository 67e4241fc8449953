import { type PoolEvent, tokensOrThrow } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

const password = "Correct horse 7!";
const ada = { username: "ada", password };

let world: TestPool;
let heard: PoolEvent[];
async function open(options?: TestPoolOptions): Promise<void> {
  world = await testPool(options);
  heard = [];
  world.rockpool.subscribe((event) => heard.push(event));
}
beforeEach(() => open());

/** What was told since, without what every event has. */
function told(): readonly object[] {
  return heard.splice(0).map(({ eventId, at, userPoolId, ...event }) => {
    expect(eventId).toMatch(/^[0-9a-f-]{36}$/);
    expect(at).toEqual(new Date(world.clock()));
    expect(userPoolId).toBe(world.pool.userPoolId);
    return event;
  });
}

describe("events", () => {
  it("tell a sign-up, its confirmation and a sign-in, whose id is the event_id of the tokens", async () => {
    const { sub, tokens } = await world.signedIn(ada);
    const { clientId } = world.client;
    const signIn = heard.at(-1);
    expect(told()).toEqual([
      { type: "signUp", sub, clientId },
      { type: "userConfirmed", sub, by: "user" },
      { type: "signIn", sub, clientId, amr: ["pwd"] },
    ]);
    const { event_id } = await world.pool.verify(tokens.idToken, { tokenUse: "id", clientId });
    expect(signIn?.eventId).toBe(event_id);
  });

  it("tell why somebody was not let in, and that the fifth failure locks", async () => {
    const { sub } = await world.signedIn(ada);
    const { clientId } = world.client;
    told();
    for (let n = 0; n < 5; n += 1) await world.client.signIn({ ...ada, password: "wrong" }).catch(() => {});
    const failed = { type: "signInFailed", sub, clientId, reason: "wrongCredentials" };
    const until = new Date(world.clock() + 1_000);
    expect(told()).toEqual([failed, failed, failed, failed, failed, { type: "lockout", sub, failures: 5, until }]);
    await world.client.signIn(ada).catch(() => {});
    expect(told()).toEqual([{ type: "signInFailed", sub: null, clientId, reason: "locked" }]);
    world.clock.advance({ seconds: 1 });
    await world.pool.users.disable("ada");
    await world.client.signIn(ada).catch(() => {});
    expect(told().at(-1)).toEqual({ type: "signInFailed", sub, clientId, reason: "disabled" });
  });

  // attack 88: people type passwords where names belong
  it("tell of a name nobody has that there was a failure, and not the name", async () => {
    await world.client.signIn({ username: "my-secret-7!", password }).catch(() => {});
    expect(JSON.stringify(heard)).not.toContain("my-secret-7!");
    expect(told()).toEqual([{ type: "signInFailed", sub: null, clientId: world.client.clientId, reason: "wrongCredentials" }]);
  });

  it("tell nothing of a request that is not of its form: nobody tried to sign in", async () => {
    const { client } = world;
    const authParameters = { USERNAME: "no name", PASSWORD: password };
    await expect(client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters })).rejects.toBeDefined();
    await expect(client.signIn({ ...ada, password: "" })).rejects.toBeDefined();
    expect(told()).toEqual([]);
  });

  it("tell a challenge, and the password that answers it", async () => {
    await world.pool.users.create({ username: "ada", temporaryPassword: password, messageAction: "SUPPRESS" });
    const challenge = await world.client.signIn(ada);
    if (challenge.outcome === "signedIn") throw new Error("the password is a temporary one");
    await world.client.respond(challenge, { newPassword: "Another horse 8!" });
    const { sub } = await world.pool.users.get("ada");
    const { clientId } = world.client;
    expect(told()).toEqual([
      { type: "administration", operation: "AdminCreateUser", subject: sub },
      { type: "signInChallenge", sub, clientId, challengeName: "NEW_PASSWORD_REQUIRED" },
      { type: "passwordChange", sub, by: "user" },
      { type: "signIn", sub, clientId, amr: ["pwd"] },
    ]);
  });

  it("tell refreshes, the reuse of a replaced token, and the ends of sessions", async () => {
    const refreshTokenRotation = { feature: "ENABLED" } as const;
    await open({ client: { explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"], refreshTokenRotation } });
    const { client, pool } = world;
    const { clientId } = client;
    const { sub, tokens } = await world.signedIn(ada);
    told();
    await client.refresh({ refreshToken: tokens.refreshToken });
    await client.refresh({ refreshToken: tokens.refreshToken }).catch(() => {});
    const { origin_jti: originJti } = await pool.verify(tokens.idToken, { tokenUse: "id", clientId });
    expect(told()).toEqual([
      { type: "tokenRefresh", sub, clientId, rotated: true },
      { type: "refreshTokenReuse", sub, clientId, originJti },
    ]);
    const again = tokensOrThrow(await client.signIn(ada));
    await client.revoke({ token: again.refreshToken });
    const third = tokensOrThrow(await client.signIn(ada));
    await (await client.user(third.accessToken)).signOutEverywhere();
    await pool.users.signOutEverywhere("ada");
    expect(told().filter((event) => !("amr" in event))).toEqual([
      { type: "tokenRevoked", sub, clientId, originJti: expect.any(String) },
      { type: "signOutEverywhere", sub, by: "user" },
      { type: "signOutEverywhere", sub, by: "administrator" },
    ]);
  });

  it("tell what administrators do, by Cognito's name of it", async () => {
    const { sub } = await world.signedIn(ada);
    told();
    const { pool } = world;
    await pool.users.setPassword({ username: "ada", password: "Another horse 8!", permanent: true });
    await pool.users.updateAttributes({ username: "ada", attributes: { name: "Ada" } });
    await pool.users.disable("ada");
    await pool.groups.create({ groupName: "admins" });
    await pool.clients.update(world.client.clientId, { accessTokenValiditySeconds: 600 });
    await pool.settings.update({ userPoolTier: "LITE" });
    await pool.users.delete("ada");
    expect(told()).toEqual([
      { type: "passwordChange", sub, by: "administrator" },
      { type: "attributesChanged", sub, by: "administrator", names: ["name"] },
      { type: "administration", operation: "AdminDisableUser", subject: sub },
      { type: "administration", operation: "CreateGroup", subject: "admins" },
      { type: "administration", operation: "UpdateUserPoolClient", subject: world.client.clientId },
      { type: "administration", operation: "UpdateUserPool", subject: pool.userPoolId },
      { type: "userDeleted", sub, by: "administrator" },
    ]);
  });

  it("are told after what they tell of was stored, and once however often its plan is refused", async () => {
    const storage = recordingStorage();
    const { commit } = storage;
    let refusals = 2;
    storage.commit = async (plan) => {
      const isSignUp = plan.entries.some(({ table }) => table === "usernames");
      if (!isSignUp || refusals === 0) return commit.call(storage, plan);
      refusals -= 1;
      return { outcome: "conflict", table: "usernames", key: ["-"] };
    };
    await open({ storage });
    const plans: number[] = [];
    world.rockpool.subscribe(() => plans.push(storage.plans.length));
    const before = storage.plans.length;
    await world.client.signUp({ ...ada, attributes: { email: "ada@example.com" } });
    expect(told()).toHaveLength(1);
    expect(plans).toEqual([before + 1]);
  });
});

describe("subscribe", () => {
  it("is ended by what it gives, for that listener only", async () => {
    const others: PoolEvent[] = [];
    const listener = (event: PoolEvent): void => void others.push(event);
    const [endOne, endTwo] = [world.rockpool.subscribe(listener), world.rockpool.subscribe(listener)];
    await world.pool.groups.create({ groupName: "a" });
    endOne();
    await world.pool.groups.create({ groupName: "b" });
    endTwo();
    endTwo();
    await world.pool.groups.create({ groupName: "c" });
    expect(others).toHaveLength(3);
  });

  it("lets no listener change what happened, be it thrown at or rejected", async () => {
    const warnings: string[] = [];
    await open({ rockpool: { warn: (message) => warnings.push(message) } });
    world.rockpool.subscribe(() => {
      throw new Error(password);
    });
    world.rockpool.subscribe(async () => {
      throw new Error(password);
    });
    await world.signedIn(ada);
    expect(warnings).toContain("rockpool: a listener failed at the event signIn");
    expect(warnings.join()).not.toContain(password);
  });

  it("refuses what is no function", () => {
    const subscribe = world.rockpool.subscribe.bind(world.rockpool) as (listener: unknown) => unknown;
    expect(() => subscribe("console.log")).toThrow(expect.objectContaining({ code: "InvalidParameterException" }));
  });
});
