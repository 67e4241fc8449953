import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { emailText, filled } from "../../src/delivery/templates.ts";

describe("the placeholders of a message (users-and-triggers.md 2.6)", () => {
  it("are filled wherever they stand, however often", () => {
    expect(filled("{####}, again {####}", { "{####}": "123456" })).toBe("123456, again 123456");
    expect(filled("{username}: {####}", { "{username}": "ada", "{####}": "x" })).toBe("ada: x");
  });

  it("are filled once: a name that looks like one is a name", () => {
    const values = { "{username}": "{####} {##x##}", "{####}": "$&" };
    expect(filled("{username} {####}", values)).toBe("{####} {##x##} $&");
    expect(emailText("{username} {####}", values, "https://x.test")).toEqual({
      body: "{####} {##x##} $&",
      html: "{####} {##x##} $&amp;",
    });
  });

  it("stay where nothing stands for them", () => {
    expect(filled("{username} {####} {##x##}", { "{####}": "123456" })).toBe("{username} 123456 {##x##}");
    expect(emailText("{username} {##x##}", {})).toEqual({ body: "{username} {##x##}", html: "{username} {##x##}" });
  });
});

describe("an e-mail whose template is text", () => {
  it("is that text, and the same as HTML", () => {
    expect(emailText("Ada & Bob: x < y\n\nYour code is {####}. ", { "{####}": "123456" })).toEqual({
      body: "Ada & Bob: x < y\n\nYour code is 123456. ",
      html: "Ada &amp; Bob: x &lt; y<br>\n<br>\nYour code is 123456. ",
    });
  });

  it("has a link, with its text before it or around it", () => {
    expect(emailText("Please {##click here##}. ", {}, "https://x.test/?a=1&b=2")).toEqual({
      body: "Please click here https://x.test/?a=1&b=2. ",
      html: 'Please <a href="https://x.test/?a=1&amp;b=2">click here</a>. ',
    });
  });

  it("has a link that nothing is said of", () => {
    const { body, html } = emailText("Go: {## ##}", {}, "https://x.test/");
    expect({ body, html }).toEqual({ body: "Go: https://x.test/", html: 'Go: <a href="https://x.test/">https://x.test/</a>' });
  });

  it("escapes what stands on a link", () => {
    expect(emailText("{##Let's go & see##}", {}, "https://x.test/").html).toBe(
      '<a href="https://x.test/">Let&#39;s go &amp; see</a>',
    );
  });
});

describe("an e-mail whose template is HTML", () => {
  it("is that HTML, and what a reader sees of it", () => {
    const template =
      "<html><head><style>p { color: red }</style></head><body><p>Hi {username}</p><p>Code: <b>{####}</b></p></body></html>";
    const values = { "{username}": "ada", "{####}": "123456" };
    expect(emailText(template, values)).toEqual({
      body: "Hi ada\nCode: 123456",
      html: template.replace("{username}", "ada").replace("{####}", "123456"),
    });
  });

  it("keeps the tags on a link", () => {
    expect(emailText("<p>{##<b>Verify</b>##}</p>", {}, "https://x.test/")).toEqual({
      body: "Verify https://x.test/",
      html: '<p><a href="https://x.test/"><b>Verify</b></a></p>',
    });
  });

  it("shows a code that is part of an address", () => {
    expect(emailText('<a href="https://x.test/?c={####}">Go</a>', { "{####}": "123456" }).body).toBe(
      "Go https://x.test/?c=123456",
    );
  });
});

describe("what users write (attack 84)", () => {
  const names = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</a><a href=//evil>",
    "&lt;b&gt;",
    "<!--",
  ];

  it.each(names)("is text in HTML, and as it is in text: %s", (name) => {
    for (const template of ["Hello {username}", "<p>Hello {username}</p>", '<p title="{username}">Hello {username}</p>']) {
      const { body, html } = emailText(template, { "{username}": name });
      expect(body).toBe(`Hello ${name}`);
      const around = template.split("{username}");
      const inside = around.reduce((rest, part) => rest.replace(part, ""), html);
      expect(inside.replaceAll(/&(amp|lt|gt|quot|#39);/g, "")).not.toMatch(/[<>"'&]/);
    }
  });

  it("never decides whether a template is HTML", () => {
    expect(emailText("x < y: {username}", { "{username}": "<b>" })).toEqual({ body: "x < y: <b>", html: "x &lt; y: &lt;b&gt;" });
  });

  it.each(names)("comes escaped out of a pool, as a user name and as a temporary password: %s", async (name) => {
    const { pool, outbox } = await testPool();
    const username = name.replaceAll(" ", "");
    const temporaryPassword = `Temp1!${username}`;
    await pool.users.create({ username, temporaryPassword, attributes: { email: "ada@example.com" } });
    const [message] = outbox.messages;
    expect(message?.body).toBe(`Your username is ${username} and temporary password is ${temporaryPassword}. `);
    expect(message?.html).not.toMatch(/[<>"']/);
    expect(message?.html).toContain("Your username is ");
  });

  it("cannot leave the link of a sign-up, whose host is configured (attack 38)", async () => {
    const { client, outbox } = await testPool({ verificationMessageTemplate: { defaultEmailOption: "CONFIRM_WITH_LINK" } });
    const username = '"><b>&code=1#@evil.example';
    await client.signUp({ username, password: "Correct horse 7!", attributes: { email: "ada@example.com" } });
    const { html = "", body = "", code = "" } = outbox.messages[0] ?? {};
    const [, href = ""] = /<a href="([^"]*)">Verify Email<\/a>/.exec(html) ?? [];
    const url = new URL(href.replaceAll("&amp;", "&"));
    expect(url.origin).toBe("https://auth.test");
    expect(url.pathname).toMatch(/^\/us-east-1_\w{9}\/confirmUser$/);
    expect(url.searchParams.get("user_name")).toBe(username);
    expect(url.searchParams.getAll("confirmation_code")).toEqual([code]);
    expect(body).toContain(`Verify Email ${url.href}`);
    expect(html.replace(/<a href="[^"]*">Verify Email<\/a>/, "")).not.toMatch(/[<>"]/);
  });
});

it("an SMS has no HTML", async () => {
  const { client, outbox } = await testPool({ autoVerifiedAttributes: ["phone_number"] });
  await client.signUp({ username: "ada", password: "Correct horse 7!", attributes: { phone_number: "+12065551212" } });
  expect(outbox.messages[0]).toMatchObject({ medium: "SMS", body: expect.stringContaining("Your verification code is") });
  expect(outbox.messages[0]?.html).toBeUndefined();
});
