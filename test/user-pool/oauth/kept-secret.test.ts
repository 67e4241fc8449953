import type { TableDefinition } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { describe, expect, it } from "vitest";
import { rotating } from "../sessions/world.ts";
import { fragmentOf, oauthWorld } from "./world.ts";

/** A storage, and all that is in it as one text. */
function readable(): { readonly storage: ReturnType<typeof memory>; readonly dump: () => Promise<string> } {
  const storage = memory();
  let tables: readonly TableDefinition[] = [];
  const open = storage.open.bind(storage);
  storage.open = (opened) => {
    tables = opened;
    return open(opened);
  };
  const all = (table: string) => storage.query({ table, index: "primary", range: { keyPrefix: [] }, limit: 1000, cursor: null });
  const dump = async (): Promise<string> => JSON.stringify(await Promise.all(tables.map(({ name }) => all(name))));
  return { storage, dump };
}

describe("RFC 6749 10.3, 10.4: what a client was granted", () => {
  it("is in no storage: no token, no code, and no part of one that would do", async () => {
    const { storage, dump } = readable();
    const client = { ...rotating(60), allowedOAuthFlows: ["code", "implicit"] as const };
    const world = await oauthWorld({ storage, client });
    const [used, open] = [await world.code({ nonce: "n-0S6_WzA2Mj" }), await world.code({ nonce: "n-0S6_WzA2Mj" })];
    const first = await world.exchange(used);
    const second = await world.client.refreshGrant({ refreshToken: first.refreshToken });
    const implicit = await world.client.authorize(world.request({ responseType: "token" }));
    if (implicit.outcome !== "granted") throw new Error("a grant was expected");
    const told = fragmentOf(implicit.redirectTo);

    const stored = await dump();
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
