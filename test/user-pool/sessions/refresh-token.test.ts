import { createHmac } from "node:crypto";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

describe("a refresh token (authentication.md 4.1)", () => {
  it("names its family and generation, with a MAC, in the alphabet that Cognito promises", async () => {
    const { pool, signedIn } = await testPool();
    const { tokens } = await signedIn();
    const claims = await pool.verify(tokens.accessToken, { tokenUse: "access", clientId: null });
    expect(tokens.refreshToken).toMatch(/^[A-Za-z0-9\-_=.]+$/);
    expect(tokens.refreshToken).toMatch(new RegExp(`^rpr_${claims.origin_jti}\\.0\\.[\\w-]{43}$`));
  });

  // attack 89: what is stored does not make a token
  it("is not made of what the storage holds", async () => {
    const storage = recordingStorage();
    const { signedIn } = await testPool({ storage });
    const { tokens } = await signedIn();
    const [, , mac = ""] = tokens.refreshToken.split(".");
    const name = tokens.refreshToken.slice("rpr_".length, -mac.length - 1);
    const all = await Promise.all(storage.tables.map((table) => storage.records(table.name)));
    const texts = [...JSON.stringify(all).matchAll(/"([^"]+)"/g)].map(([, text = ""]) => text);
    for (const text of texts) {
      expect(
        createHmac("sha256", text)
          .update(JSON.stringify([name]))
          .digest("base64url"),
      ).not.toBe(mac);
    }
  });
});
