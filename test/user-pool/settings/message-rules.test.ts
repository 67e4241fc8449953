import { describe } from "vitest";
import { itRefuses, itTakes, type Refused } from "./rules.ts";

const lacks = (path: string, what: string): string =>
  `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must contain ${what}`;
const snow = (count: number): string => "☃".repeat(count);

/** What every subject is refused for. */
function subjects(path: string, of: (subject: string) => object): readonly Refused[] {
  return [
    [`no ${path}`, of(""), path],
    [`${path} of 141 characters`, of("x".repeat(141)), path],
    // attack 83: a header behind a line break
    [`a line break in ${path}`, of("Hi\nBcc: eve@evil.example"), path],
    [`a carriage return in ${path}`, of("Hi\rBcc: eve@evil.example"), path],
    [`a line separator in ${path}`, of("Hi\u2028Bcc: eve@evil.example"), path],
    [`a tabulator in ${path}`, of("Hi\tBcc: eve@evil.example"), path],
  ];
}

describe("verification messages (users-and-triggers.md 2.6)", () => {
  const written = (verificationMessageTemplate: object): object => ({ verificationMessageTemplate });
  const at = (member: string): string => `verificationMessageTemplate.${member}`;

  itTakes([
    ["links", written({ defaultEmailOption: "CONFIRM_WITH_LINK" })],
    ["the shortest texts", written({ emailMessage: "{####}", smsMessage: "{####}", emailSubject: "!", emailSubjectByLink: "!" })],
    ["an e-mail of 20,000 characters", written({ emailMessage: `${"x".repeat(19_994)}{####}` })],
    ["an SMS of 140 characters, beyond the basic plane too", written({ smsMessage: `${"🙂".repeat(134)}{####}` })],
    ["subjects of 140 characters", written({ emailSubject: snow(140), emailSubjectByLink: snow(140) })],
    ["a code at each end", written({ emailMessage: "{####} and {####}" })],
    ["a link of 20,000 characters", written({ emailMessageByLink: `${"x".repeat(19_992)}{##go##}` })],
  ]);

  itRefuses([
    ["another option", written({ defaultEmailOption: "LINK" }), at("defaultEmailOption")],
    ["an e-mail without a code", written({ emailMessage: "Welcome!" }), at("emailMessage"), lacks(at("emailMessage"), "{####}")],
    ["an e-mail with a link for a code", written({ emailMessage: "{##code##}" }), at("emailMessage")],
    ["an e-mail of 20,001 characters", written({ emailMessage: `${"x".repeat(19_995)}{####}` }), at("emailMessage")],
    ["an SMS without a code", written({ smsMessage: "Welcome!" }), at("smsMessage"), lacks(at("smsMessage"), "{####}")],
    ["an SMS of 141 characters", written({ smsMessage: `${"x".repeat(135)}{####}` }), at("smsMessage")],
    [
      "a link without a place",
      written({ emailMessageByLink: "Your code is {###}" }),
      at("emailMessageByLink"),
      lacks(at("emailMessageByLink"), "{##any text##}"),
    ],
    ["a link of 5 characters", written({ emailMessageByLink: "{####" }), at("emailMessageByLink")],
    ["a link of 20,001 characters", written({ emailMessageByLink: `${"x".repeat(19_993)}{##go##}` }), at("emailMessageByLink")],
    [
      "more than 60 KiB of JSON in all",
      written({ emailMessage: `${snow(19_994)}{####}` }),
      "verificationMessageTemplate",
      "The settings of a user pool have at most 61440 bytes of JSON",
    ],
    ["a misspelt member", written({ email: "{####}" }), at("email")],
    ["null in place of a text", written({ emailMessage: null }), at("emailMessage")],
    ...subjects(at("emailSubject"), (emailSubject) => written({ emailSubject })),
    ...subjects(at("emailSubjectByLink"), (emailSubjectByLink) => written({ emailSubjectByLink })),
  ]);
});

describe("admin create (users-and-triggers.md 2.1, 2.6)", () => {
  const written = (inviteMessageTemplate: object): object => ({ adminCreateUserConfig: { inviteMessageTemplate } });
  const at = (member: string): string => `adminCreateUserConfig.inviteMessageTemplate.${member}`;
  const noName = "{username}";
  const both = "{username} and {####}, because the pool lets nobody in without a password";

  itTakes([
    [
      "an invitation without a password, where people come in without one",
      {
        ...written({ emailMessage: "Welcome, {username}!", smsMessage: "Hello {username}" }),
        signInPolicy: { allowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
      },
    ],
    ["no sign-up", { adminCreateUserConfig: { allowAdminCreateUserOnly: true } }],
    ["the shortest texts", written({ emailMessage: "{####}{username}", smsMessage: "{username}{####}", emailSubject: "!" })],
    ["an e-mail of 20,000 characters", written({ emailMessage: `${"x".repeat(19_984)}{####}{username}` })],
    ["an SMS of 140 characters", written({ smsMessage: `${snow(124)}{####}{username}`, emailSubject: snow(140) })],
  ]);

  itRefuses([
    [
      "a flag that is none",
      { adminCreateUserConfig: { allowAdminCreateUserOnly: "no" } },
      "adminCreateUserConfig.allowAdminCreateUserOnly",
    ],
    ["a misspelt member", { adminCreateUserConfig: { unusedDays: 7 } }, "adminCreateUserConfig.unusedDays"],
    ["an e-mail without a name", written({ emailMessage: "Hi {####}" }), at("emailMessage"), lacks(at("emailMessage"), noName)],
    [
      "an e-mail without a password",
      written({ emailMessage: "{username}" }),
      at("emailMessage"),
      lacks(at("emailMessage"), both),
    ],
    [
      "an e-mail without a name, where people come in without a password",
      { ...written({ emailMessage: "Welcome!" }), signInPolicy: { allowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
      at("emailMessage"),
      lacks(at("emailMessage"), noName),
    ],
    ["an SMS without a name", written({ smsMessage: "Hi {####}" }), at("smsMessage"), lacks(at("smsMessage"), noName)],
    ["an SMS without a password", written({ smsMessage: "{username}" }), at("smsMessage"), lacks(at("smsMessage"), both)],
    ["an e-mail of 20,001 characters", written({ emailMessage: `${"x".repeat(19_985)}{####}{username}` }), at("emailMessage")],
    ["an SMS of 141 characters", written({ smsMessage: `${"x".repeat(125)}{####}{username}` }), at("smsMessage")],
    ...subjects(at("emailSubject"), (emailSubject) => written({ emailSubject })),
  ]);
});
