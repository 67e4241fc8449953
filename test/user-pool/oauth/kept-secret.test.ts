import { describe, expect, it } from "vitest";
import { rotating } from "../sessions/world.ts";
import { recordingStorage } from "../stand-ins.ts";
import { fragmentOf, oauthWorld } from "./world.ts";

describe("RFC 6749 10.3, 10.4: what a client was granted", () => {
  it("is in no storage: no token, no code, and no part of one that would do", async () => {
    const storage = recordingStorage();
    const client = { ...rotating(60), allowedOAuthFlows: ["code", "implicit"] as const };
    const world = await oauthWorld({ storage, client });
    const [used, open] = [await world.code({ nonce: "n-0S6_WzA2Mj" }), await world.code({ nonce: "n-0S6_WzA2Mj" })];
    const first = await world.exchange(used);
    const second = await world.client.refreshGrant({ refreshToken: first.refreshToken });
    const implicit = await world.client.authorize(world.request({ responseType: "token" }));
    if (implicit.outcome !== "granted") throw new Error("a grant was expected");
    const told = fragmentOf(implicit.redirectTo);

    const stored = JSON.stringify(await Promise.all(storage.tables.map(({ name }) => storage.records(name))));
    // It is all of it.
    for (const part of ["ada@example.com", world.client.clientId, "https://app.test/callback"]) expect(stored).toContain(part);
    const tokens = [first.refreshToken, second.refreshToken, first.accessToken, second.accessToken, told["access_token"]];
    for (const token of [used, open, ...tokens, first.idToken, told["id_token"], "n-0S6_WzA2Mj"]) {
      const last = token?.split(".").at(-1)?.replace("rpac_", "") ?? "";
      expect(last.length).toBeGreaterThan(10);
      expect(stored).not.toContain(last);
    }
    await world.close();
  });
});
