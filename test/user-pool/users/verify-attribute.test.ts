import type { SignedInUser } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";

const email = "ada@example.com";
const mismatch = { code: "CodeMismatchException", message: "Invalid verification code provided, please try again." };
const expired = { code: "ExpiredCodeException", message: "Invalid code provided, please request a code again." };
const limit = { code: "LimitExceededException", message: "Attempt limit exceeded, please try after some time." };

let world: TestPool;
let user: SignedInUser;
beforeEach(async () => {
  // Tokens that outlive a code.
  world = await testPool({ client: { accessTokenValiditySeconds: 86_400 } });
  const { tokens } = await world.signedIn({ username: "ada" });
  user = await world.client.user(tokens.accessToken);
  await world.pool.users.updateAttributes({ username: "ada", attributes: { email_verified: "false" } });
});

async function sent(): Promise<string> {
  await user.attributes.sendVerificationCode("email");
  return world.outbox.lastCode();
}
const verify = (code: string) => user.attributes.verify({ attributeName: "email", code });
const wrong = (code: string): string => (code === "000000" ? "000001" : "000000");
const isVerified = async () => (await world.pool.users.get("ada")).attributes["email_verified"];

describe("user.attributes.sendVerificationCode (GetUserAttributeVerificationCode)", () => {
  it("sends a code to the address, and says where in part", async () => {
    await expect(user.attributes.sendVerificationCode("email")).resolves.toEqual({
      attributeName: "email",
      deliveryMedium: "EMAIL",
      destination: "a***@e***",
    });
    expect(world.outbox.messages.at(-1)).toMatchObject({ source: "CustomMessage_VerifyUserAttribute", destination: email });
  });

  it("sends an SMS to a telephone", async () => {
    await user.attributes.update({ phone_number: "+15555551212" });
    await expect(user.attributes.sendVerificationCode("phone_number")).resolves.toEqual({
      attributeName: "phone_number",
      deliveryMedium: "SMS",
      destination: "+*******1212",
    });
    expect(world.outbox.messages.at(-1)).toMatchObject({ medium: "SMS", destination: "+15555551212" });
  });

  it("refuses where there is no such address, and what is none", async () => {
    await expect(user.attributes.sendVerificationCode("phone_number")).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "User has no phone number to verify.",
    });
    await expect(user.attributes.sendVerificationCode("name" as "email")).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });

  it("sends five an hour", async () => {
    for (let n = 0; n < 5; n += 1) await sent();
    await expect(sent()).rejects.toMatchObject({ ...limit, details: { retryAfterSeconds: 3600 } });
    world.clock.advance({ hours: 1 });
    await expect(sent()).resolves.toBeDefined();
  });
});

describe("user.attributes.verify (VerifyUserAttribute)", () => {
  it("verifies the address that the code went to", async () => {
    world.clock.advance({ minutes: 1 });
    await verify(await sent());
    expect(await isVerified()).toBe("true");
    expect((await world.pool.users.get("ada")).userLastModifiedDate).toEqual(new Date(world.clock()));
  });

  it("says, where no code was sent, that one is to be asked for", async () => {
    await expect(verify("123456")).rejects.toMatchObject(expired);
  });

  it("says the same of an old code before and after it is swept", async () => {
    const code = await sent();
    const answers: unknown[] = [];
    for (const hours of [24, 2]) {
      world.clock.advance({ hours });
      await world.rockpool.maintain();
      const again = await world.client.signIn({ username: "ada", password: "Correct horse 7!" });
      if (again.outcome !== "signedIn") throw new Error("no tokens");
      user = await world.client.user(again.tokens.accessToken);
      answers.push(await verify(code).catch(codeOf), await verify(wrong(code)).catch(codeOf));
    }
    expect(answers).toEqual(Array(4).fill(expired.code));
  });

  it("is good for 24 hours", async () => {
    const code = await sent();
    world.clock.advance({ hours: 23, minutes: 59, seconds: 59, milliseconds: 999 });
    const again = await world.client.signIn({ username: "ada", password: "Correct horse 7!" });
    if (again.outcome !== "signedIn") throw new Error("no tokens");
    user = await world.client.user(again.tokens.accessToken);
    world.clock.advance({ milliseconds: 1 });
    await expect(verify(code)).rejects.toMatchObject(expired);
    expect(await isVerified()).toBe("false");
  });

  it("is good once", async () => {
    const code = await sent();
    await verify(code);
    await expect(verify(code)).rejects.toMatchObject(expired);
  });

  it("takes the last code only", async () => {
    const first = await sent();
    const second = await sent();
    if (first !== second) await expect(verify(first)).rejects.toMatchObject(mismatch);
    await expect(verify(second)).resolves.toBeUndefined();
  });

  // attack 17: a proof of what was changed meanwhile is stale
  it("proves the address that the code went to, and no other", async () => {
    const code = await sent();
    await world.pool.users.updateAttributes({
      username: "ada",
      attributes: { email: "new@example.com", email_verified: "false" },
    });
    await expect(verify(code)).rejects.toMatchObject(mismatch);
    expect(await isVerified()).toBe("false");
  });

  // attack 65: a code for one thing is none for another
  it("is not the code of something else, nor of another attribute", async () => {
    await user.attributes.update({ phone_number: "+15555551212" });
    await user.attributes.sendVerificationCode("phone_number");
    const code = await sent();
    await expect(user.attributes.verify({ attributeName: "phone_number", code })).rejects.toMatchObject(mismatch);
    const confirm = { username: "ada", confirmationCode: code, password: "Another horse 8!" };
    await expect(world.client.confirmForgotPassword(confirm)).rejects.toMatchObject(mismatch);
  });

  // attack 76: the code of one user is not another's
  it("is nobody else's", async () => {
    const code = await sent();
    const { tokens } = await world.signedIn({ username: "eve" });
    const eve = await world.client.user(tokens.accessToken);
    await eve.attributes.sendVerificationCode("email");
    await expect(eve.attributes.verify({ attributeName: "email", code })).rejects.toMatchObject(mismatch);
  });

  // attack 9: the budget survives a new code
  it("is tried 15 times an hour, however many codes are sent", async () => {
    const code = await sent();
    for (let n = 0; n < 15; n += 1) await expect(verify(wrong(code))).rejects.toMatchObject(mismatch);
    await expect(verify(await sent())).rejects.toMatchObject({ ...limit, details: { retryAfterSeconds: 3600 } });
    world.clock.advance({ hours: 1 });
    await expect(verify(world.outbox.lastCode())).resolves.toBeUndefined();
  });
});
