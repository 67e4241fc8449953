import type { Attributes } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";
const unknown = "Attribute does not exist in the schema.";

/** The attributes a user has after signing up with these. */
async function kept(attributes: Attributes): Promise<Attributes> {
  const { client, pool } = await testPool();
  await client.signUp({ username: "ada", password, attributes });
  return (await pool.users.get("ada")).attributes;
}

async function refused(attributes: Attributes, world?: TestPool): Promise<unknown> {
  const { client, pool } = world ?? (await testPool());
  const error = await client.signUp({ username: "ada", password, attributes }).catch((thrown: unknown) => thrown);
  await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  return error;
}

describe("the standard attributes (users-and-triggers.md 2.3, 2.4)", () => {
  const text = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
  ];
  // attack 87: each is limited, and all of them together
  it.each([...text, "gender", "zoneinfo", "locale", "address"])("%s is text of up to 2048 characters", async (name) => {
    const longest = "☃🙂".repeat(1024);
    expect(await kept({ [name]: longest })).toEqual({ [name]: longest });
    const message = `Attributes did not conform to the schema: ${name}: String must be between 0 and 2048 characters long.`;
    expect(await refused({ [name]: `${longest}.` })).toMatchObject({
      code: "InvalidParameterException",
      message,
      details: { path: `attributes.${name}` },
    });
  });

  it.each([
    ["birthdate", "1815-12-10", ["1815-12-1", "10.12.1815", "1815-02-30", "18151210"]],
    ["phone_number", "+442079460000", ["442079460000", "+44 20 7946", "+", "+44\n", "+४४"]],
    ["updated_at", "1772510709", ["-1", "1e9", "0x10", "today", "1.5", " 1"]],
  ])("%s has a form", async (name, right, wrong) => {
    expect(await kept({ [name]: right })).toMatchObject({ [name]: right });
    for (const value of wrong) {
      expect(await refused({ [name]: value })).toMatchObject({
        code: "InvalidParameterException",
        details: { path: `attributes.${name}` },
      });
    }
  });

  it("are left out when they are empty", async () => {
    expect(await kept({ name: "", birthdate: "", email: "", locale: "en" })).toEqual({ locale: "en" });
  });

  it("e-mail and telephone come with a flag: not verified", async () => {
    const written = { email: "ada@example.com", phone_number: "+442079460000" };
    expect(await kept(written)).toEqual({ ...written, email_verified: "false", phone_number_verified: "false" });
  });

  it("that do not conform are all named, in one sentence each", async () => {
    expect(await refused({ phone_number: "1", email: "ada", "custom:tenant": "x" })).toMatchObject({
      message:
        "Attributes did not conform to the schema: phone_number: Invalid phone number format. " +
        `email: Invalid email address format. custom:tenant: ${unknown}`,
      details: { path: "attributes.phone_number" },
    });
  });

  // attack 87
  it("that are too much for one record are refused as attributes", async () => {
    const longest = "🙂".repeat(2048);
    const all = Object.fromEntries([...text, "gender", "zoneinfo", "locale", "address"].map((name) => [name, longest]));
    const error = await refused(all);
    expect(error).toMatchObject({ code: "InvalidParameterException", details: { path: expect.stringMatching(/^attributes/) } });
  });
});

describe("an attribute nobody may write about themselves", () => {
  // attack 30: a user sets their own email_verified
  it.each([
    ["sub", "00000000-0000-4000-8000-000000000000"],
    ["email_verified", "true"],
    ["email_verified", ""],
    ["phone_number_verified", "false"],
  ])("is %s: %j", async (name, value) => {
    expect(await refused({ email: "ada@example.com", [name]: value })).toMatchObject({
      code: "NotAuthorizedException",
      message: "A client attempted to write unauthorized attribute",
    });
  });
});

describe("an attribute that does not exist", () => {
  // attacks 30, 31, 80: names that would mean something to JavaScript, or to a claim
  it.each(["custom:role", "Email", "cognito:username", "identities", "constructor", "toString", "hasOwnProperty", "iss"])(
    "is refused: %s",
    async (name) => {
      expect(await refused({ [name]: "x" })).toMatchObject({
        code: "InvalidParameterException",
        message: `Attributes did not conform to the schema: ${name}: ${unknown}`,
      });
    },
  );

  // attack 80
  it.each(['{"__proto__": "x"}', '{"__proto__": {"email_verified": "true"}}', '{"email": "ada@example.com", "__proto__": "x"}'])(
    "is refused, not skipped: %s",
    async (json) => {
      const error = await refused(JSON.parse(json) as Attributes);
      expect(error).toMatchObject({ code: "InvalidParameterException" });
      expect(({} as Attributes)["email_verified"]).toBeUndefined();
    },
  );
});

describe("an e-mail address", () => {
  it.each(["ada@example.com", "ada.l+code@mail.example.co.uk", "O'Neill@example.com", "ADA@EXAMPLE.COM"])(
    "is %s",
    async (email) => {
      expect(await kept({ email })).toEqual({ email, email_verified: "false" });
    },
  );

  // attack 83: what a mail system would read as something else
  it.each([
    ["a second address behind a comma", "ada@example.com,eve@evil.example"],
    ["a second address behind a semicolon", "ada@example.com;eve@evil.example"],
    ["a second address behind a space", "ada@example.com eve@evil.example"],
    ["a header behind a line break", "ada@example.com\nBcc: eve@evil.example"],
    ["a header behind a carriage return", "ada@example.com\r\nBcc: eve@evil.example"],
    ["a line break at its end", "ada@example.com\n"],
    ["a display name", "Ada <ada@example.com>"],
    ["HTML", "<b>ada</b>@example.com"],
    ["HTML in its domain", "ada@<script>.example.com"],
    ["two @", "ada@evil.example@example.com"],
    ["a full-width @", "ada\uff20example.com"],
    ["a small @", "ada\ufe6bexample.com"],
    ["a letter that folds to another", "ad\u0430@example.com"],
    ["a domain of letters that look alike", "ada@ex\u0430mple.com"],
    ["a soft hyphen", "ada\u00ad@example.com"],
    ["no domain", "ada@"],
    ["no local part", "@example.com"],
    ["two dots", "ada..l@example.com"],
    ["a space before it", " ada@example.com"],
  ])("is not what has %s", async (_, email) => {
    const world = await testPool();
    expect(await refused({ email }, world)).toMatchObject({
      code: "InvalidParameterException",
      message: "Attributes did not conform to the schema: email: Invalid email address format.",
    });
    expect(world.outbox.messages).toEqual([]);
  });
});
