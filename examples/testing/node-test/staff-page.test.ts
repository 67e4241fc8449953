import assert from "node:assert/strict";
import { test } from "node:test";
import { forgeries, testPool } from "rockpool/testing";
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
  assert.equal(await response.text(), "Hello ada");
});

test("nobody else is", async () => {
  const { see, signedIn } = await openedPage();
  const { tokens } = await signedIn({ groups: ["editors"] });
  assert.equal((await see(tokens.accessToken)).status, 403);
});

test("an administrator is let in for an hour", async () => {
  const { see, clock, signedIn } = await openedPage();
  const { tokens } = await signedIn({ groups: ["admins"] });
  clock.advance({ minutes: 59 });
  assert.equal((await see(tokens.accessToken)).status, 200);
  clock.advance({ minutes: 1 });
  assert.equal((await see(tokens.accessToken)).status, 401);
});

for (const forgery of forgeries) {
  test(`a token that is forged (${forgery}) is not taken`, async () => {
    const { see, forgedToken } = await openedPage();
    const token = await forgedToken(forgery, { claims: { "cognito:groups": ["admins"] } });
    assert.equal((await see(token)).status, 401);
  });
}
