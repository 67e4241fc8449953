import { CognitoJwtVerifier } from "aws-jwt-verify";
import { type PreTokenGenerationV2Handler, tokensOrThrow } from "rockpool";
import { type TestPoolOptions, testPool, triggerRecorder } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { decoded } from "../sessions/world.ts";
import { answering, answeringV1, type Details } from "./token-answers.ts";

const password = "Correct horse 7!";
const temporaryPassword = "Temporary 1!";

const plan: Details = {
  idTokenGeneration: { claimsToAddOrOverride: { plan: "gold", limits: { seats: 3, of: ["a", 1, true] } } },
  accessTokenGeneration: {
    claimsToAddOrOverride: { plan: "gold", seats: 3, trial: false, of: ["a", 1] },
    scopesToAdd: ["api/read"],
  },
};

/** ada's tokens, as they are signed. */
async function tokensWith(triggers: TestPoolOptions["triggers"], attributes = { email: "ada@example.com" }) {
  const world = await testPool({ triggers });
  const { tokens } = await world.signedIn({ username: "ada", attributes });
  return { ...world, tokens, id: decoded(tokens.idToken), access: decoded(tokens.accessToken) };
}

describe("PreTokenGeneration (users-and-triggers.md 7.8)", () => {
  it("V1_0 is told of the user and their groups, and changes the ID token", async () => {
    const recorder = triggerRecorder(answeringV1({ claimsToAddOrOverride: { plan: "gold" }, claimsToSuppress: ["email"] }));
    const { id, access } = await tokensWith(recorder.triggers);
    expect(recorder.lastEvent("TokenGeneration_Authentication")).toMatchObject({
      version: "1",
      userName: "ada",
      request: {
        userAttributes: { email: "ada@example.com", email_verified: "true", "cognito:user_status": "CONFIRMED" },
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [] },
      },
      response: { claimsOverrideDetails: {} },
    });
    expect([id["plan"], access["plan"]]).toEqual(["gold", undefined]);
    expect(id).not.toHaveProperty("email");
  });

  it.each(["V2_0", "V3_0"] as const)(
    "%s is told the scopes, and changes both tokens, with values of any JSON type",
    async (version) => {
      const handler: PreTokenGenerationV2Handler = (event) =>
        Object.assign(event, { response: { claimsAndScopeOverrideDetails: plan } });
      const recorder = triggerRecorder({ preTokenGeneration: { version, handler: handler as never } });
      const { id, access } = await tokensWith(recorder.triggers);
      expect(recorder.lastEvent("TokenGeneration_Authentication")).toMatchObject({
        version: version.charAt(1),
        request: { scopes: ["aws.cognito.signin.user.admin"] },
      });
      expect(id).toMatchObject({ plan: "gold", limits: { seats: 3, of: ["a", 1, true] } });
      expect(access).toMatchObject({ plan: "gold", seats: 3, trial: false, of: ["a", 1] });
      expect(access["scope"]).toBe("aws.cognito.signin.user.admin api/read");
    },
  );

  it("groupOverrideDetails of V1_0 counts for both tokens, and each issue is told the user's own", async () => {
    const recorder = triggerRecorder(answeringV1({ groupOverrideDetails: { groupsToOverride: ["guests"] } }));
    const { pool, client, tokens, id, access } = await tokensWith(recorder.triggers);
    expect([id["cognito:groups"], access["cognito:groups"]]).toEqual([["guests"], ["guests"]]);
    await pool.groups.create({ groupName: "staff" });
    await pool.groups.addUser({ groupName: "staff", username: "ada" });
    await client.refresh({ refreshToken: tokens.refreshToken });
    expect(recorder.lastEvent("TokenGeneration_RefreshTokens")).toMatchObject({
      request: { groupConfiguration: { groupsToOverride: ["staff"] } },
    });
    expect((await pool.groups.ofUser("ada")).groups.map(({ groupName }) => groupName)).toEqual(["staff"]);
  });

  it.each([
    ["V1_0, null", answeringV1(null)],
    ["V1_0, nothing", answeringV1(undefined)],
    ["V2_0, null", answering(null)],
    ["V2_0, nothing", answering(undefined)],
  ])("wants no change where there are no details in its answer: %s", async (_, triggers) => {
    const [{ id, access }, without] = [await tokensWith(triggers), await tokensWith({})];
    expect(Object.keys(id)).toEqual(Object.keys(without.id));
    expect(Object.keys(access)).toEqual(Object.keys(without.access));
  });

  it("leaves nothing from one issue to the next", async () => {
    let isOn = true;
    const { client, tokens, access } = await tokensWith({
      preTokenGeneration: {
        version: "V2_0",
        handler: (event) => (isOn ? Object.assign(event, { response: { claimsAndScopeOverrideDetails: plan } }) : event),
      },
    });
    isOn = false;
    const later = await client.refresh({ refreshToken: tokens.refreshToken });
    const next = decoded(later.accessToken);
    expect([access["plan"], next["plan"]]).toEqual(["gold", undefined]);
    expect(next["scope"]).toBe("aws.cognito.signin.user.admin");
    expect(decoded(later.idToken)).not.toHaveProperty("plan");
  });

  it("is called with the new-password source, and the metadata of who answers, once", async () => {
    const recorder = triggerRecorder(answering(plan));
    const { pool, client } = await testPool({ triggers: recorder.triggers });
    await pool.users.create({ username: "ada", temporaryPassword, messageAction: "SUPPRESS" });
    const asked = await client.signIn({ username: "ada", password: temporaryPassword });
    if (asked.outcome !== "challenge") throw new Error("a question was expected");
    const { accessToken } = tokensOrThrow(
      await client.respond(asked, { newPassword: password, clientMetadata: { from: "web" } }),
    );
    expect(recorder.sources).toEqual(["TokenGeneration_NewPasswordChallenge"]);
    expect(recorder.lastEvent("TokenGeneration_NewPasswordChallenge")).toMatchObject({
      request: { clientMetadata: { from: "web" } },
    });
    expect(decoded(accessToken)["plan"]).toBe("gold");
  });

  it("tokens with changed claims are taken by pool.verify, by client.user and by aws-jwt-verify", async () => {
    const { rockpool, signedIn, client } = await testPool({ rockpool: { clock: Date.now }, triggers: answering(plan) });
    const { userPoolId } = await rockpool.ensureUserPool({ poolName: "test" });
    const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
    const pool = await rockpool.ensureUserPool({ poolName: "test", issuer });
    const { tokens } = await signedIn({ username: "ada" });
    const { clientId } = client;
    for (const tokenUse of ["id", "access"] as const) {
      const token = tokenUse === "id" ? tokens.idToken : tokens.accessToken;
      expect(await pool.verify(token, { tokenUse, clientId })).toMatchObject({ plan: "gold" });
      const verifier = CognitoJwtVerifier.create({ userPoolId, tokenUse, clientId });
      verifier.cacheJwks(await pool.jwks());
      expect(await verifier.verify(token)).toMatchObject({ plan: "gold" });
    }
    expect((await (await client.user(tokens.accessToken)).get()).username).toBe("ada");
  });
});

// attack 59: neither a handler nor what a user writes makes a claim of the protocol
describe("what users write is no claim of the protocol", () => {
  it("also where the handler copies all of it into both tokens", async () => {
    const copying: PreTokenGenerationV2Handler = (event) => {
      const claimsToAddOrOverride = { ...event.request.userAttributes, sub: "root", exp: 9e9, token_use: "access" };
      const both = { claimsToAddOrOverride };
      return Object.assign(event, {
        response: { claimsAndScopeOverrideDetails: { idTokenGeneration: both, accessTokenGeneration: both } },
      });
    };
    const { pool, client, signedIn } = await testPool({
      schema: { "custom:role": {} },
      triggers: { preTokenGeneration: { version: "V2_0", handler: copying } },
      client: { writeAttributes: ["email", "preferred_username", "custom:role"] },
    });
    const attributes = { email: "eve@example.com", preferred_username: "admin", "custom:role": "admin" };
    const { sub, tokens } = await signedIn({ username: "eve", attributes });
    for (const [tokenUse, token] of [
      ["id", tokens.idToken],
      ["access", tokens.accessToken],
    ] as const) {
      const claims = await pool.verify(token, { tokenUse, clientId: client.clientId });
      expect(claims).toMatchObject({ sub, token_use: tokenUse, "custom:role": "admin", preferred_username: "admin" });
      expect(claims).not.toHaveProperty(["cognito:groups"]);
      expect(claims).not.toHaveProperty(["cognito:user_status"]);
      expect(claims[tokenUse === "id" ? "cognito:username" : "username"]).toBe("eve");
      expect(claims.exp - claims.iat).toBe(3600);
    }
  });
});

describe("the quota of claims and scopes", () => {
  it("is 5,000 of both tokens together, each scope counted as one", async () => {
    const { id, access } = await tokensWith({});
    const scopes = ["aws.cognito.signin.user.admin", "api/read"].length;
    const left = 5_000 - Object.keys(id).length - Object.keys(access).length - scopes;
    const adding = (count: number) => {
      const claims = Array.from({ length: count }, (_, n) => [`c${n}`, 1]);
      const idTokenGeneration = { claimsToAddOrOverride: Object.fromEntries(claims) };
      return tokensWith(answering({ idTokenGeneration, accessTokenGeneration: { scopesToAdd: ["api/read"] } }));
    };
    expect((await adding(left)).id).toMatchObject({ [`c${left - 1}`]: 1 });
    await expect(adding(left + 1)).rejects.toMatchObject({
      code: "InvalidLambdaResponseException",
      message: expect.stringContaining("5001 claims and scopes"),
    });
  });

  it("does not count what is suppressed", async () => {
    const many = Array.from({ length: 4_000 }, (_, n) => `c${n}`);
    const claimsToAddOrOverride = Object.fromEntries(many.map((name) => [name, 1]));
    const both = { claimsToAddOrOverride, claimsToSuppress: many.slice(1) };
    const { id } = await tokensWith(answering({ idTokenGeneration: both, accessTokenGeneration: both }));
    expect(id).toMatchObject({ c0: 1 });
  });
});
