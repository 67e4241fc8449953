import type { CustomMessageEvent } from "rockpool";
import { escapeHtml } from "rockpool/delivery";
import { type TestPool, type TestPoolOptions, testPool, triggerRecorder } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";

type Answer = Partial<CustomMessageEvent["response"]>;

const password = "Correct horse 7!";
const ada = { username: "ada", password, attributes: { email: "ada@example.com" } };
const invalid = { code: "InvalidLambdaResponseException" };

async function answering(answer: Answer, options: TestPoolOptions = {}) {
  const customMessage = async (event: CustomMessageEvent) => Object.assign(event, { response: { ...event.response, ...answer } });
  const recorder = triggerRecorder({ customMessage });
  return { ...(await testPool({ ...options, triggers: recorder.triggers })), recorder };
}

/** The last message of a sign-up. */
async function signUpMessage(answer: Answer, options: TestPoolOptions = {}) {
  const { client, outbox } = await answering(answer, options);
  await client.signUp(ada);
  return outbox.messages.at(-1);
}

describe("CustomMessage (users-and-triggers.md 7.10)", () => {
  it("is told the placeholders, who it is for, and the metadata", async () => {
    const { client, pool, recorder } = await answering({});
    await client.signUp({ ...ada, clientMetadata: { lang: "de" } });
    expect(recorder.lastEvent("CustomMessage_SignUp")).toMatchObject({
      userPoolId: pool.userPoolId,
      userName: "ada",
      callerContext: { clientId: client.clientId },
      request: {
        userAttributes: { email: "ada@example.com", email_verified: "false", "cognito:user_status": "UNCONFIRMED" },
        codeParameter: "{####}",
        linkParameter: "{##Click Here##}",
        usernameParameter: null,
        clientMetadata: { lang: "de" },
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    });
  });

  it("is called for each message with its source, and never with the metadata of a sign-in", async () => {
    const { client, pool, recorder, outbox } = await answering({});
    await client.signUp(ada);
    await client.resendConfirmationCode({ username: "ada" });
    await vi.waitFor(() => expect(outbox.messages).toHaveLength(2));
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode() });
    await client.forgotPassword({ username: "ada" });
    const signedIn = await client.signIn({ username: "ada", password });
    if (signedIn.outcome !== "signedIn") throw new Error("she is signed in");
    const user = await client.user(signedIn.tokens.accessToken);
    await user.attributes.update({ email: "ada@example.org" });
    await user.attributes.sendVerificationCode("email");
    await pool.users.create({ username: "bob", attributes: { email: "bob@example.com" } });
    expect(recorder.sources.map((source) => source.slice("CustomMessage_".length))).toEqual([
      ...["SignUp", "ResendCode", "ForgotPassword", "UpdateUserAttribute", "VerifyUserAttribute", "AdminCreateUser"],
    ]);
    expect(recorder.lastEvent("CustomMessage_AdminCreateUser")["request"]).toMatchObject({ usernameParameter: "{username}" });
  });

  it("writes the text and the subject of an e-mail, with the code in its place", async () => {
    const sent = await signUpMessage({ emailSubject: "Hallo", emailMessage: "Dein Code: {####}", smsMessage: "SMS {####}" });
    expect(sent).toMatchObject({ subject: "Hallo", body: `Dein Code: ${sent?.code}`, html: `Dein Code: ${sent?.code}` });
  });

  it("writes the text of an SMS, and has no say in its subject", async () => {
    const { client, outbox } = await answering(
      { smsMessage: "Code {####}", emailMessage: "no code here" },
      { autoVerifiedAttributes: ["phone_number"] },
    );
    await client.signUp({ ...ada, attributes: { phone_number: "+15555550100" } });
    expect(outbox.messages[0]).toMatchObject({ medium: "SMS", subject: "", body: `Code ${outbox.lastCode()}` });
  });

  it.each<Answer>([{}, { emailMessage: null, emailSubject: null }])("%j keeps what the pool's template says", async (answer) => {
    const sent = await signUpMessage(answer);
    expect(sent).toMatchObject({ subject: "Your verification code", body: `Your verification code is ${sent?.code}. ` });
  });

  it("writes HTML where there are tags in it, and text for who reads that", async () => {
    const sent = await signUpMessage({ emailMessage: "<h1>Hallo</h1><p>Dein Code: <b>{####}</b></p>" });
    expect(sent?.html).toBe(`<h1>Hallo</h1><p>Dein Code: <b>${sent?.code}</b></p>`);
    expect(sent?.body).toBe(`Hallo\nDein Code: ${sent?.code}`);
  });

  it("writes the link where one is sent, under any text, or the code in its place", async () => {
    const byLink = { verificationMessageTemplate: { defaultEmailOption: "CONFIRM_WITH_LINK" } } as const;
    const sent = await signUpMessage({ emailMessage: "Bitte {##hier entlang##}" }, byLink);
    expect(sent?.html).toMatch(/^Bitte <a href="https:\/\/auth\.test\/us-east-1_\w+\/confirmUser\?[^"<>]*">hier entlang<\/a>$/);
    const coded = await signUpMessage({ emailMessage: "Code {####}" }, byLink);
    expect(coded?.body).toBe(`Code ${coded?.code}`);
    await expect(signUpMessage({ emailMessage: "Neither" }, byLink)).rejects.toMatchObject(invalid);
  });

  it.each<readonly [string, Answer]>([
    ["a text without the code", { emailMessage: "Welcome!" }],
    ["a text with a link where a code is sent", { emailMessage: "{##Click Here##}" }],
    ["a text of 5 characters", { emailMessage: "" }],
    ["a text of 20,001 characters", { emailMessage: `${"x".repeat(19_995)}{####}` }],
    ["a subject of 141 characters", { emailSubject: "x".repeat(141) }],
    ["an empty subject", { emailSubject: "" }],
    ["a text that is none", { emailMessage: 7 as never }],
    // attacks 83, 84: a header behind a line break, also one that the handler made of an attribute
    ["a line break in a subject", { emailSubject: "Hallo Ada\r\nBcc: eve@evil.example" }],
    ["a line feed in a subject", { emailSubject: "Hallo\nContent-Type: text/html" }],
    ["a line separator in a subject", { emailSubject: "Hallo\u2028Bcc: eve@evil.example" }],
    ["a NUL in a subject", { emailSubject: "Hallo\0" }],
    ["an escape in a text", { emailMessage: "\u001b[31m {####}" }],
  ])("refuses %s; the user is stored, and nothing is sent", async (_, answer) => {
    const { client, pool, outbox } = await answering(answer);
    await expect(client.signUp(ada)).rejects.toMatchObject(invalid);
    expect(outbox.messages).toEqual([]);
    expect((await pool.users.get("ada")).userStatus).toBe("UNCONFIRMED");
  });

  it("an SMS has 140 characters and the code", async () => {
    for (const smsMessage of [`${"x".repeat(135)}{####}`, "Welcome!"]) {
      const { client } = await answering({ smsMessage }, { autoVerifiedAttributes: ["phone_number"] });
      await expect(client.signUp({ ...ada, attributes: { phone_number: "+15555550100" } })).rejects.toMatchObject(invalid);
    }
  });

  it("an invitation says the code and the user name", async () => {
    for (const emailMessage of ["Password {####}", "Name {username}"]) {
      const { pool } = await answering({ emailMessage });
      await expect(pool.users.create(invited)).rejects.toMatchObject(invalid);
    }
    const { pool, outbox } = await answering({ emailMessage: "{username}: {####}" });
    await pool.users.create(invited);
    expect(outbox.messages[0]?.body).toBe(`ada: ${outbox.lastCode()}`);
  });

  it("fails the sign-up with its own words; the user is stored, and a code can be asked for again", async () => {
    let isBroken = true;
    const customMessage = async (event: CustomMessageEvent) => {
      if (isBroken) throw new Error("no such template");
      return event;
    };
    const { client, outbox } = await testPool({ triggers: { customMessage } });
    await expect(client.signUp(ada)).rejects.toMatchObject({
      code: "UserLambdaValidationException",
      message: "CustomMessage failed with error no such template.",
    });
    isBroken = false;
    await client.resendConfirmationCode({ username: "ada" });
    await vi.waitFor(() => expect(outbox.messages).toHaveLength(1));
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode() });
  });
});

const invited = { username: "ada", attributes: { email: "ada@example.com" } };

// attack 84: what is filled in is escaped; what a handler writes into its text is its own, and `escapeHtml` is there for it
describe("what people write, in the HTML of a message", () => {
  const evil = `<img src=x onerror="steal('ada')">`;

  it("is escaped where it is filled in", async () => {
    const { pool, outbox } = await answering({ emailMessage: "<b>{username}</b> {####}" }, { usernameAttributes: [] });
    await pool.users.create({ ...invited, username: "<b>ada", temporaryPassword: `<i>&"7Aa` });
    expect(outbox.messages[0]?.html).toBe("<b>&lt;b&gt;ada</b> &lt;i&gt;&amp;&quot;7Aa");
  });

  it("is escaped by the handler that writes it, and is no placeholder's business", async () => {
    const customMessage = async (event: CustomMessageEvent) => {
      event.response.emailMessage = `<p>Hallo ${escapeHtml(event.request.userAttributes["name"] ?? "")}, {####}</p>`;
      return event;
    };
    const { client, outbox }: TestPool = await testPool({ triggers: { customMessage } });
    await client.signUp({ ...ada, attributes: { ...ada.attributes, name: evil } });
    expect(outbox.messages[0]?.html).not.toContain("<img");
    expect(outbox.messages[0]?.body).toContain(evil);
  });
});
