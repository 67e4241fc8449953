import { describe, expect, it } from "vitest";
import { directory } from "./directory.ts";

const invalid = { code: "InvalidParameterException" };

describe("identityPool.settings.tag and untag", () => {
  it("add tags beside those that are there, and take some away", async () => {
    const { settings } = (await directory({ identityPoolTags: { team: "identity" } })).identityPool;
    await settings.tag({ stage: "test", owner: "ada" });
    await settings.tag({ stage: "live" });
    expect((await settings.get()).identityPoolTags).toEqual({ team: "identity", stage: "live", owner: "ada" });
    await settings.untag(["stage", "unknown"]);
    expect((await settings.get()).identityPoolTags).toEqual({ team: "identity", owner: "ada" });
  });

  it("lose none of the tags that are written at once", async () => {
    const { settings } = (await directory()).identityPool;
    const keys = Array.from({ length: 5 }, (_, n) => `tag-${n}`);
    await Promise.all(keys.map((key) => settings.tag({ [key]: "" })));
    expect(Object.keys((await settings.get()).identityPoolTags).toSorted()).toEqual(keys);
  });

  it("refuse more than 50 in all, and change nothing then", async () => {
    const { settings } = (await directory()).identityPool;
    await settings.tag(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`tag-${n}`, ""])));
    await expect(settings.tag({ another: "" })).rejects.toMatchObject(invalid);
    expect(Object.keys((await settings.get()).identityPoolTags)).toHaveLength(50);
  });
});

describe("identityPool.settings.setPrincipalTags", () => {
  it("says it of one provider: of two at once, both are done", async () => {
    const { identityPool, providerName, pool, client } = await directory();
    const issuerName = (await pool.issuer()).replace("https://", "");
    const { settings } = identityPool;
    const { clientId } = client;
    await settings.update({
      cognitoIdentityProviders: [
        { providerName, clientId },
        { providerName: issuerName, clientId },
      ],
    });
    const custom = { useDefaults: false, principalTags: { person: "sub" } };
    const byDefault = { useDefaults: true, principalTags: {} };
    await Promise.all([settings.setPrincipalTags(providerName, custom), settings.setPrincipalTags(issuerName, byDefault)]);
    expect((await settings.get()).principalTags).toEqual({ [providerName]: custom, [issuerName]: byDefault });
  });

  it("refuses a provider that is not configured, and a map that is none", async () => {
    const { identityPool, providerName } = await directory();
    const map = { useDefaults: true, principalTags: {} };
    await expect(identityPool.settings.setPrincipalTags("accounts.google.com", map)).rejects.toMatchObject(invalid);
    const reserved = { useDefaults: false, principalTags: { "aws:team": "sub" } };
    await expect(identityPool.settings.setPrincipalTags(providerName, reserved)).rejects.toMatchObject(invalid);
  });
});

describe("identityPool.settings.update", () => {
  it("takes what makes the change of the settings as they are, and loses no other's meanwhile", async () => {
    const { identityPool } = await directory({ identityPoolTags: { n: "0" } });
    const { settings } = identityPool;
    const more = () =>
      settings.update(({ identityPoolTags }) => ({ identityPoolTags: { n: `${Number(identityPoolTags["n"]) + 1}` } }));
    await Promise.all([more(), more(), more()]);
    expect((await settings.get()).identityPoolTags).toEqual({ n: "3" });
    await expect(settings.update(() => ({ identityPoolName: "" }))).rejects.toMatchObject(invalid);
  });
});
