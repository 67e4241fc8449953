import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { poolWithStore } from "../stand-ins.ts";
import { changeFamily, refusal } from "./world.ts";

const deviceKey = "us-east-1_6a6b7c1e-0000-4000-8000-000000000000";

// attack 7: a refresh token is of the client that it was given to
describe("the client of a refresh", () => {
  it("is the one of the sign-in: another one is told that there is no such token, and the session goes on", async () => {
    const { client, pool, signedIn } = await testPool();
    const { refreshToken } = (await signedIn()).tokens;
    for (const options of [{ clientName: "other" }, { clientName: "confidential", generateSecret: true }]) {
      const other = await pool.clients.ensure(options);
      const clientSecret = (await other.clientSecret()) ?? undefined;
      await expect(other.refresh({ refreshToken, clientSecret })).rejects.toMatchObject(refusal.invalid);
    }
    await expect(client.refresh({ refreshToken })).resolves.toBeDefined();
  });

  // attack 78: what is of one pool is nothing in another
  it("is of the pool of the sign-in: in another pool there is no such token", async () => {
    const { client, rockpool, signedIn } = await testPool();
    const { refreshToken } = (await signedIn()).tokens;
    const pool = await rockpool.ensureUserPool({ poolName: "other" });
    const other = await pool.clients.ensure({ clientName: "test" });
    await expect(other.refresh({ refreshToken })).rejects.toMatchObject(refusal.invalid);
    await expect(client.refresh({ refreshToken })).resolves.toBeDefined();
  });

  it("that was deleted refreshes nothing, nor does one of the same name that was made since", async () => {
    const { client, pool, signedIn } = await testPool();
    const { refreshToken } = (await signedIn()).tokens;
    await pool.clients.delete(client.clientId);
    await expect(client.refresh({ refreshToken })).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    const again = await pool.clients.ensure({ clientName: "test" });
    await expect(again.refresh({ refreshToken })).rejects.toMatchObject(refusal.invalid);
  });
});

// attack 7: a confidential client says who it is
describe("the secret of a client that has one (authentication.md 2)", () => {
  async function confidential(): Promise<TestPool & { readonly refreshToken: string; readonly clientSecret: string }> {
    const world = await testPool({ client: { generateSecret: true } });
    const { refreshToken } = (await world.signedIn()).tokens;
    return { ...world, refreshToken, clientSecret: (await world.client.clientSecret()) ?? "" };
  }

  it("is asked for: missing or wrong is refused before anything is looked up", async () => {
    const { client, refreshToken, clientSecret } = await confidential();
    const refused = { code: "NotAuthorizedException", message: `Unable to verify secret for client ${client.clientId}` };
    const others = [
      undefined,
      "wrong",
      clientSecret.slice(1),
      `${clientSecret}x`,
      clientSecret.toUpperCase(),
      ` ${clientSecret}`,
    ];
    for (const other of others) {
      await expect(client.refresh({ refreshToken, clientSecret: other })).rejects.toMatchObject(refused);
      await expect(client.refresh({ refreshToken: "rpr_", clientSecret: other })).rejects.toMatchObject(refused);
    }
    await expect(client.refresh({ refreshToken, clientSecret })).resolves.toBeDefined();
  });

  it("is either of two, while there are two", async () => {
    const { client, pool, refreshToken, clientSecret } = await confidential();
    const added = (await pool.clients.addSecret(client.clientId)).clientSecret ?? "";
    for (const one of [clientSecret, added]) {
      await expect(client.refresh({ refreshToken, clientSecret: one })).resolves.toBeDefined();
    }
    const [first] = await pool.clients.listSecrets(client.clientId);
    await pool.clients.deleteSecret(client.clientId, first?.clientSecretId ?? "");
    await expect(client.refresh({ refreshToken, clientSecret })).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await expect(client.refresh({ refreshToken, clientSecret: added })).resolves.toBeDefined();
  });

  it("is not looked at where there is none", async () => {
    const { client, signedIn } = await testPool();
    const { refreshToken } = (await signedIn()).tokens;
    await expect(client.refresh({ refreshToken, clientSecret: "anything" })).resolves.toBeDefined();
  });
});

describe("the device of a session (authentication.md 4.6)", () => {
  it("that came with the sign-in must be named: without it, or by another name, there is no such token", async () => {
    const world = await poolWithStore();
    const { tokens } = await world.signedIn();
    const { refreshToken } = tokens;
    await changeFamily(world, tokens, { deviceKey });
    const { client } = world;
    const others = [undefined, deviceKey.slice(0, -1), deviceKey.toUpperCase(), "us-east-1_6a6b7c1e-0000-4000-8000-000000000001"];
    for (const other of others) {
      await expect(client.refresh({ refreshToken, deviceKey: other })).rejects.toMatchObject(refusal.invalid);
      const device = other === undefined ? {} : { DEVICE_KEY: other };
      const authParameters = { REFRESH_TOKEN: refreshToken, ...device };
      await expect(client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters })).rejects.toMatchObject(
        refusal.invalid,
      );
    }
    await expect(client.refresh({ refreshToken, deviceKey })).resolves.toBeDefined();
    const authParameters = { REFRESH_TOKEN: refreshToken, DEVICE_KEY: deviceKey };
    await expect(client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters })).resolves.toBeDefined();
  });

  it("may be named, and is not looked at, where none came with the sign-in", async () => {
    const { client, signedIn } = await testPool();
    const { refreshToken } = (await signedIn()).tokens;
    await expect(client.refresh({ refreshToken, deviceKey })).resolves.toBeDefined();
  });
});
