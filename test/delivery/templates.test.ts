import { expect, it } from "vitest";
import { verificationEmail } from "../../src/delivery/templates.ts";

it("the e-mail with a verification code is Cognito's stock text (users-and-triggers.md 2.6)", () => {
  const message = { subject: "Your verification code", body: "Your verification code is 123456. " };
  expect(verificationEmail("123456")).toEqual(message);
});
