import { forgeries, testPool } from "rockpool/testing";
import { expect, test } from "vitest";
import { staffPage } from "../staff-page.ts";

async function openedPage() {
  const { pool, client, clock, signedIn, forgedToken } = await testPool();
  const issuer = `https://auth.test/${pool.userPoolId}`;
  const page = staffPage({ keys: pool, issuer, clientId: client.clientId, clock });
  const see = (token: string) => page(new Request("https://app.test/staff", { headers: { authorization: `Bearer ${token}` } }));
  return { see, clock, signedIn, forgedToken };
}

test("an administrator is let in", async () => {
  const { see, signedIn } = await openedPage();
  const { tokens } = await signedIn({ username: "ada", groups: ["admins"] });
  const response = await see(tokens.accessToken);
  expect(await response.text()).toBe("Hello ada");
});

test("nobody else is", async () => {
  const { see, signedIn } = await openedPage();
  const { tokens } = await signedIn({ groups: ["editors"] });
  expect((await see(tokens.accessToken)).status).toBe(403);
});

test("an administrator is let in for an hour", async () => {
  const { see, clock, signedIn } = await openedPage();
  const { tokens } = await signedIn({ groups: ["admins"] });
  clock.advance({ minutes: 59 });
  expect((await see(tokens.accessToken)).status).toBe(200);
  clock.advance({ minutes: 1 });
  expect((await see(tokens.accessToken)).status).toBe(401);
});

test.each(forgeries)("a token that is forged (%s) is not taken", async (forgery) => {
  const { see, forgedToken } = await openedPage();
  const token = await forgedToken(forgery, { claims: { "cognito:groups": ["admins"] } });
  expect((await see(token)).status).toBe(401);
});
