import { type AppClient, type Tokens, tokensOrThrow } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { poolWithStore } from "../stand-ins.ts";
import { changeFamily, isGoodOnline, refusal, rotating } from "./world.ts";

const password = "Correct horse 7!";
const another = "Another horse 8!";

interface Session {
  readonly client: AppClient;
  readonly tokens: Tokens;
}

let world: TestPool;
/** ada's, of three clients: the first is the one she acts by. */
let sessions: readonly [Session, Session, Session];
/** Somebody else's. */
let eve: Session;

beforeEach(async () => {
  world = await testPool({ client: { clientName: "public" } });
  const { client, pool, signedIn } = world;
  const clients = [
    client,
    await pool.clients.ensure({ clientName: "rotating", ...rotating(60) }),
    await pool.clients.ensure({ clientName: "short", refreshTokenValiditySeconds: 3600 }),
  ] as const;
  await signedIn({ username: "ada" });
  const come = async (by: AppClient): Promise<Session> => {
    return { client: by, tokens: tokensOrThrow(await by.signIn({ username: "ada", password })) };
  };
  sessions = [await come(clients[0]), await come(clients[1]), await come(clients[2])];
  eve = { client, tokens: (await signedIn({ username: "eve" })).tokens };
});

const isGood = ({ client, tokens }: Session): Promise<boolean> => isGoodOnline({ pool: world.pool, client }, tokens);
const refresh = ({ client, tokens }: Session) => client.refresh({ refreshToken: tokens.refreshToken });

async function resetByCode(): Promise<void> {
  await world.client.forgotPassword({ username: "ada" });
  const confirmationCode = world.outbox.lastCode();
  await world.client.confirmForgotPassword({ username: "ada", confirmationCode, password: another });
}

/** What ends all sessions of a user (authentication.md 4.7; that a password does is ours). */
const ends: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["user.signOutEverywhere (GlobalSignOut)", async () => (await actingAda()).signOutEverywhere()],
  ["users.signOutEverywhere (AdminUserGlobalSignOut)", () => world.pool.users.signOutEverywhere("ada")],
  ["users.disable (AdminDisableUser)", () => world.pool.users.disable("ada")],
  ["users.delete (AdminDeleteUser)", () => world.pool.users.delete("ada")],
  ["user.delete (DeleteUser)", async () => (await actingAda()).delete()],
  ["users.setPassword (AdminSetUserPassword)", () => setPassword(true)],
  ["users.setPassword, a temporary one", () => setPassword(false)],
  ["users.resetPassword (AdminResetUserPassword)", () => world.pool.users.resetPassword("ada")],
  ["client.confirmForgotPassword (ConfirmForgotPassword)", resetByCode],
];
const actingAda = () => world.client.user(sessions[0].tokens.accessToken);
const setPassword = (permanent: boolean) => world.pool.users.setPassword({ username: "ada", password: another, permanent });

// attack 73: what a user had ends with the user, at once, for all clients
describe.each(ends)("%s", (_, end) => {
  it("ends every session of the user, of all clients, and nobody else's", async () => {
    await end();
    for (const session of sessions) {
      expect(await isGood(session)).toBe(false);
      await expect(refresh(session)).rejects.toMatchObject(refusal.revoked);
    }
    expect(await isGood(eve)).toBe(true);
    await expect(refresh(eve)).resolves.toBeDefined();
  });

  it("ends what was refreshed before it, with the grace of a rotation", async () => {
    const [, session] = sessions;
    const next = await refresh(session);
    await end();
    expect(await isGood({ ...session, tokens: { ...session.tokens, ...next, refreshToken: "" } })).toBe(false);
    for (const refreshToken of [session.tokens.refreshToken, next.refreshToken ?? ""]) {
      await expect(session.client.refresh({ refreshToken })).rejects.toMatchObject(refusal.revoked);
    }
  });

  it("ends what acts offline when the token expires, and no sooner", async () => {
    await end();
    const { accessToken } = sessions[0].tokens;
    const options = { tokenUse: "access", clientId: world.client.clientId } as const;
    await expect(world.pool.verify(accessToken, options)).resolves.toBeDefined();
    world.clock.advance({ hours: 1 });
    await expect(world.pool.verify(accessToken, options)).rejects.toMatchObject({ message: "Access Token has expired" });
  });
});

describe("what ended stays ended", () => {
  it("when a user is enabled again: who signs in begins anew", async () => {
    await world.pool.users.disable("ada");
    await world.pool.users.enable("ada");
    for (const session of sessions) await expect(refresh(session)).rejects.toMatchObject(refusal.revoked);
    expect(await isGood(sessions[0])).toBe(false);
    const tokens = tokensOrThrow(await world.client.signIn({ username: "ada", password }));
    expect(await isGood({ client: world.client, tokens })).toBe(true);
    expect(await isGood(sessions[0])).toBe(false);
  });

  it("when somebody of the same name comes, also when what was left was deleted", async () => {
    await world.pool.users.delete("ada");
    await world.signedIn({ username: "ada", attributes: {} });
    expect(await isGood(sessions[0])).toBe(false);
    await expect(refresh(sessions[0])).rejects.toMatchObject(refusal.revoked);
    await world.rockpool.maintain();
    expect(await isGood(sessions[0])).toBe(false);
    await expect(refresh(sessions[0])).rejects.toMatchObject(refusal.invalid);
  });

  it("through any number of ends and sign-ins", async () => {
    const all: Session[] = [...sessions];
    for (let times = 0; times < 3; times += 1) {
      await world.pool.users.signOutEverywhere("ada");
      for (const session of all) await expect(refresh(session)).rejects.toMatchObject(refusal.revoked);
      all.push({ client: world.client, tokens: tokensOrThrow(await world.client.signIn({ username: "ada", password })) });
      expect(await isGood(all.at(-1) ?? sessions[0])).toBe(true);
    }
  });
});

describe("user.changePassword (ChangePassword)", () => {
  it("ends all other sessions; the one that asks goes on, with its refresh token", async () => {
    const [own, ...others] = sessions;
    await (await actingAda()).changePassword({ previousPassword: password, proposedPassword: another });
    for (const session of others) {
      expect(await isGood(session)).toBe(false);
      await expect(refresh(session)).rejects.toMatchObject(refusal.revoked);
    }
    expect(await isGood(own)).toBe(true);
    const next = await refresh(own);
    expect(await isGood({ ...own, tokens: { ...own.tokens, ...next, refreshToken: "" } })).toBe(true);
    // It is a session like any other: the next sign-out ends it.
    await world.pool.users.signOutEverywhere("ada");
    expect(await isGood(own)).toBe(false);
  });
});

describe("user.signOutEverywhere (GlobalSignOut)", () => {
  const revoked = { code: "NotAuthorizedException", message: "Access Token has been revoked" };

  it("is done by an access token that is good: not expired, not revoked, and not twice", async () => {
    const user = await actingAda();
    await user.signOutEverywhere();
    await expect(user.signOutEverywhere()).rejects.toMatchObject(revoked);
    const tokens = tokensOrThrow(await world.client.signIn({ username: "ada", password }));
    const later = await world.client.user(tokens.accessToken);
    world.clock.advance({ hours: 1 });
    await expect(later.signOutEverywhere()).rejects.toMatchObject({ message: "Access Token has expired" });
    await expect(world.client.refresh({ refreshToken: tokens.refreshToken })).resolves.toBeDefined();
  });

  it("ends open questions, too", async () => {
    await setPassword(false);
    const asked = await world.client.signIn({ username: "ada", password: another });
    if (asked.outcome !== "challenge") throw new Error("a question was expected");
    await world.pool.users.signOutEverywhere("ada");
    const answered = world.client.respond(asked, { newPassword: password });
    await expect(answered).rejects.toMatchObject({ message: "Invalid session for the user." });
  });

  it("is refused to a token that was not given for it: without the scope of a user's own API", async () => {
    const stored = await poolWithStore();
    const { tokens } = await stored.signedIn();
    await changeFamily(stored, tokens, { scope: "openid" });
    const { accessToken } = await stored.client.refresh({ refreshToken: tokens.refreshToken });
    const refused = { code: "NotAuthorizedException", message: "Access Token does not have required scopes" };
    await expect(stored.client.user(accessToken)).rejects.toMatchObject(refused);
  });
});
