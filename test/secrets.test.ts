import { inspect } from "node:util";
import { isRockpoolError } from "rockpool";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { recordingStorage } from "./user-pool/stand-ins.ts";

// attacks 88, 89: what was handed out, or handed in, is nowhere to be read
describe("secrets", () => {
  it("are not in the storage: passwords, codes, tokens, client secrets, keys", async () => {
    const storage = recordingStorage();
    const world = await testPool({ storage, client: { generateSecret: true } });
    const { password, tokens } = await world.signedIn();
    const secrets = [password, world.outbox.lastCode(), ...Object.values(tokens), await world.client.clientSecret()];

    const dump = JSON.stringify(await Promise.all(storage.tables.map(({ name }) => storage.records(name))));
    expect(dump).toContain("user-1@example.com");
    for (const secret of secrets.filter((value) => typeof value === "string" && value !== "Bearer")) {
      expect(dump).not.toContain(secret);
    }
    expect(dump).not.toContain("$argon2id$");
    expect(dump).not.toMatch(/"d":|PRIVATE KEY/);
    const parts = tokens.refreshToken.split(".");
    expect(dump).not.toContain(parts.at(-1));
  });

  it("are not in what refuses them", async () => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    const secret = "Sesam oeffne dich 7!";
    const calls = [
      () => world.client.signIn({ username: "ada", password: secret }),
      () => world.client.signIn({ username: "ada", password: secret, secretHash: "" }),
      () => world.client.signUp({ username: "ada", password: secret }),
      () => world.client.signUp({ username: "bob", password: secret.toLowerCase() }),
      () => world.client.signUp({ username: "bob", password: `${secret}\0` }),
      () => world.client.signUp({ username: "bob", password: secret.repeat(20) }),
      () => world.client.confirmSignUp({ username: "ada", confirmationCode: secret }),
      () => world.pool.verify(`${secret}.${secret}.${secret}`, { tokenUse: null, clientId: null }),
    ];
    for (const call of calls) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(isRockpoolError(error)).toBe(true);
      expect(inspect(error, { depth: 9, showHidden: true }).toLowerCase()).not.toContain("sesam");
    }
  });

  it("are not in what objects show of themselves", async () => {
    const world = await testPool({ client: { generateSecret: true } });
    const secret = await world.client.clientSecret();
    for (const object of [world.rockpool, world.pool, world.client, world.pool.users, world.pool.clients]) {
      const shown = inspect(object, { depth: 9, showHidden: true }) + JSON.stringify(object);
      expect(shown).not.toContain(secret);
      expect(shown).not.toMatch(/rpmk_|rpps_|PRIVATE|"d"/);
    }
  });
});
