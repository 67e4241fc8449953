import { inspect } from "node:util";
import { type BearerGuardOptions, bearerGuard, isRockpoolError, type RockpoolError } from "rockpool/guard";
import { describe, expect, it, vi } from "vitest";
import { accessClaims, clientId, ecKey, type GuardWorld, guardWorld, idClaims, issuer, refusal, signed } from "./world.ts";

type Changes = Partial<BearerGuardOptions<"access">>;

/** What becomes of a token, right but for these changes, where the guard asks for this. */
function asked(options: Changes, claims?: Readonly<Record<string, unknown>>): Promise<string> {
  const { guard, token } = guardWorld(options);
  return refusal(guard.verify(`Bearer ${token(claims)}`));
}

async function thrownBy({ guard, token }: GuardWorld): Promise<RockpoolError | undefined> {
  const thrown: unknown = await guard.verify(`Bearer ${token()}`).catch((error: unknown) => error);
  return isRockpoolError(thrown) ? thrown : undefined;
}

const invalid = "invalid_token: Invalid Access Token";

describe("a guard", () => {
  it("gives the claims of the token", async () => {
    const { guard, token, clock } = guardWorld();
    expect(await guard.verify(`Bearer ${token()}`)).toEqual(accessClaims(clock()));
    expect(await guard.verify(`Bearer ${signed(accessClaims(clock()), ecKey)}`)).toEqual(accessClaims(clock()));
  });

  it("takes the header as node:http and others give it", async () => {
    const { guard, token } = guardWorld();
    expect(await refusal(guard.verify([`bearer ${token()}`]))).toBe("let in");
    expect(await refusal(guard.verify(undefined))).toBe("missing_token: No bearer token was sent");
    expect(await refusal(guard.verify(`Basic ${token()}`))).toBe("missing_token: No bearer token was sent");
    expect(await refusal(guard.verify(token()))).toBe("missing_token: No bearer token was sent");
    expect(await refusal(guard.verify("Bearer a b"))).toBe("invalid_request: The Authorization header is malformed");
    expect(await refusal(guard.verify(["Bearer a", "Bearer a"]))).toBe("invalid_request: More than one Authorization header");
  });

  it("says in Cognito's words why it refuses a token, and shows nothing of it", async () => {
    const { guard, token, clock } = guardWorld();
    const right = token();
    clock.advance({ hours: 1 });
    const expired: unknown = await guard.verify(`Bearer ${right}`).catch((error: unknown) => error);
    expect(expired).toMatchObject({ code: "invalid_token", message: "Access Token has expired" });
    for (const segment of right.split(".")) expect(inspect(expired, { depth: null })).not.toContain(segment);
    const tampered = `${token().slice(0, -4)}AAAA`;
    expect(await refusal(guard.verify(`Bearer ${tampered}`))).toBe("invalid_token: Could not verify signature for Access Token");
  });

  it("shares nothing with another guard", async () => {
    const [one, other] = [guardWorld(), guardWorld({ clientId: "other" })];
    expect(await refusal(one.guard.verify(`Bearer ${one.token()}`))).toBe("let in");
    expect(await refusal(other.guard.verify(`Bearer ${one.token()}`))).toBe(invalid);
  });
});

describe("the issuer", () => {
  it("is the one, or one of several, or anybody whose key is known", async () => {
    const others = { iss: "https://other.test" };
    expect(await asked({ issuer }, others)).toBe(invalid);
    expect(await asked({ issuer: ["https://other.test", issuer] })).toBe("let in");
    expect(await asked({ issuer: ["https://other.test", issuer] }, others)).toBe("let in");
    expect(await asked({ issuer: ["https://a.test", "https://b.test"] })).toBe(invalid);
    expect(await asked({ issuer: null }, others)).toBe("let in");
  });

  it("is compared whole, and is a text", async () => {
    expect(await asked({ issuer: `${issuer}/` })).toBe(invalid);
    expect(await asked({ issuer: [issuer.slice(0, -1)] })).toBe(invalid);
    for (const iss of [undefined, [issuer], { issuer }]) {
      expect(await asked({ issuer }, { iss })).toBe(invalid);
      expect(await asked({ issuer: [issuer] }, { iss })).toBe(invalid);
    }
  });
});

describe("the client", () => {
  it("is the one, or one of several, or any", async () => {
    const others = { client_id: "other" };
    expect(await asked({ clientId }, others)).toBe(invalid);
    expect(await asked({ clientId: ["other", clientId] }, others)).toBe("let in");
    expect(await asked({ clientId: ["a", "b"] }, others)).toBe(invalid);
    expect(await asked({ clientId: null }, others)).toBe("let in");
  });
});

// attack 48: a token of one use where the other is expected, or for somebody else
describe("the use of a token", () => {
  const both = guardWorld();
  const access = `Bearer ${both.token()}`;
  const id = `Bearer ${signed(idClaims(both.clock()))}`;

  it("is the one that was asked for", async () => {
    expect(await refusal(both.guard.verify(id))).toBe(invalid);
    const idGuard = bearerGuard({ ...both.options, tokenUse: "id", check: null, isRevoked: null });
    expect(await idGuard.verify(id)).toMatchObject({ token_use: "id", "cognito:username": "ada" });
    expect(await refusal(idGuard.verify(access))).toBe("invalid_token: Invalid ID Token");
  });

  it("is any where it is skipped, and the client is looked for where that use has it", async () => {
    const either = bearerGuard({ ...both.options, tokenUse: null, check: null, isRevoked: null });
    expect(await refusal(either.verify(access))).toBe("let in");
    expect(await refusal(either.verify(id))).toBe("let in");
    const crossed = signed(accessClaims(both.clock(), { client_id: "other", aud: clientId }));
    expect(await refusal(either.verify(`Bearer ${crossed}`))).toBe("invalid_token: Invalid Token");
  });
});

// attack 48: a token for another resource server
describe("the audience (RFC 8707, RFC 9068 section 4)", () => {
  const api = "https://orders.example.com";
  const refused = "invalid_token: The token is for another audience";

  it("is in the aud, a text or a list", async () => {
    expect(await asked({ audience: api }, { aud: api })).toBe("let in");
    expect(await asked({ audience: api }, { aud: ["https://other.example.com", api] })).toBe("let in");
    expect(await asked({ audience: ["https://a.example.com", api] }, { aud: api })).toBe("let in");
    expect(await asked({ audience: null }, { aud: "https://other.example.com" })).toBe("let in");
  });

  it.each([undefined, null, "", "https://other.example.com", `${api}/`, [], [["https://orders.example.com"]], { api }, 42])(
    "is not in %j",
    async (aud) => {
      expect(await asked({ audience: api }, { aud })).toBe(refused);
      expect(await asked({ audience: [api] }, { aud })).toBe(refused);
    },
  );
});

describe("scopes (RFC 6750 section 3.1)", () => {
  it("must all be there", async () => {
    expect(await asked({ scopes: ["orders/read"] })).toBe("let in");
    expect(await asked({ scopes: ["orders/write", "orders/read"] })).toBe("let in");
    expect(await asked({ scopes: ["orders/read", "orders/delete"] })).toBe("insufficient_scope: The token lacks a scope");
  });

  it("are named whole by the refusal", async () => {
    const error = await thrownBy(guardWorld({ scopes: ["orders/read", "orders/delete"] }));
    expect(error?.details).toEqual({ scope: "orders/read orders/delete" });
  });

  it.each([undefined, "", "orders/reader", "xorders/read", ["orders/read"], "orders/read,orders/write", "ORDERS/READ", 42])(
    "are not in %j",
    async (scope) => {
      expect(await asked({ scopes: ["orders/read"] }, { scope })).toBe("insufficient_scope: The token lacks a scope");
    },
  );
});

describe("groups", () => {
  it("must hold the user in one of them", async () => {
    expect(await asked({ groups: ["editors"] })).toBe("let in");
    expect(await asked({ groups: ["nobody", "admins"] })).toBe("let in");
    expect(await asked({ groups: ["nobody"] })).toBe("insufficient_scope: The user is in none of the groups");
  });

  it("are refused without a scope: there is none that would help", async () => {
    expect((await thrownBy(guardWorld({ groups: ["nobody"] })))?.details).toEqual({ scope: null });
  });

  it.each([undefined, [], [["admins"]], "admins,x", { admins: true }, ["Admins"]])("are not in %j", async (groups) => {
    expect(await asked({ groups: ["admins"] }, { "cognito:groups": groups })).toContain("insufficient_scope");
  });
});

describe("a check of the application's", () => {
  it("is asked with the claims, last, and lets pass by true and nothing else", async () => {
    const check = vi.fn(() => true);
    const { guard, token, clock } = guardWorld({ check });
    await guard.verify(`Bearer ${token()}`);
    expect(check).toHaveBeenCalledExactlyOnceWith(accessClaims(clock()));
    for (const answer of [false, undefined, null, 1, "true", {}, Promise.resolve(false), Promise.resolve("true")]) {
      expect(await asked({ check: () => answer as boolean })).toBe("insufficient_scope: The check failed");
    }
    expect(await asked({ check: async () => true })).toBe("let in");
    expect((await thrownBy(guardWorld({ check: () => false })))?.details).toEqual({ scope: null });
  });

  it("is not asked about a token that is refused anyway", async () => {
    const check = vi.fn(() => true);
    const refusing: readonly Changes[] = [
      { clientId: "x" },
      { audience: "x" },
      { scopes: ["x"] },
      { groups: ["x"] },
      { isRevoked: () => true },
    ];
    for (const options of refusing) expect(await asked({ check, ...options })).not.toBe("let in");
    expect(check).not.toHaveBeenCalled();
  });
});

describe("revocation, asked online", () => {
  it("refuses in Cognito's words; only a plain false lets pass", async () => {
    const refused = "invalid_token: Access Token has been revoked";
    for (const answer of [true, undefined, null, 0, "", Promise.resolve(true), Promise.resolve(undefined)]) {
      expect(await asked({ isRevoked: () => answer as boolean })).toBe(refused);
    }
    expect(await asked({ isRevoked: () => false })).toBe("let in");
    expect(await asked({ isRevoked: async () => false })).toBe("let in");
  });

  it("is asked with the claims, about tokens that are right in all else", async () => {
    const isRevoked = vi.fn(() => false);
    const { guard, token, clock } = guardWorld({ isRevoked });
    await guard.verify(`Bearer ${token()}`);
    expect(isRevoked).toHaveBeenCalledExactlyOnceWith(accessClaims(clock()));
    await refusal(guard.verify("Bearer nonsense"));
    await refusal(guard.verify(`Bearer ${token({ client_id: "other" })}`));
    expect(isRevoked).toHaveBeenCalledTimes(1);
  });
});

describe("a header that is malformed", () => {
  it("is refused as such while there are no keys, too, and their failure escapes to nobody", async () => {
    const escaped = vi.fn();
    process.on("unhandledRejection", escaped);
    const { guard } = guardWorld({ keys: { jwks: () => Promise.reject(new Error("away")) } });
    // The first time keys are read, the second time it is known that they cannot be.
    for (let n = 0; n < 2; n += 1) {
      expect(await refusal(guard.verify("Bearer a b"))).toBe("invalid_request: The Authorization header is malformed");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    process.off("unhandledRejection", escaped);
    expect(escaped).not.toHaveBeenCalled();
  });
});

describe("what cannot be found out", () => {
  const questions = ["isRevoked", "check"] as const;

  // attack 60: what fails is no permission
  it.each(questions)("lets nobody in: what %s throws is what verify throws", async (question) => {
    const failure = new Error("the database is away");
    for (const ask of [
      () => Promise.reject(failure),
      () => {
        throw failure;
      },
    ]) {
      const { guard, token } = guardWorld({ [question]: ask });
      await expect(guard.verify(`Bearer ${token()}`)).rejects.toBe(failure);
      expect(guard.answer(failure).status).toBe(500);
    }
  });

  it.each(questions)("is not waited for longer than it may take: %s", async (question) => {
    const { guard, token } = guardWorld({ [question]: () => new Promise<boolean>(() => {}), timeoutMs: 20 });
    const verifying = guard.verify(`Bearer ${token()}`);
    await expect(verifying).rejects.toMatchObject({
      code: "VerificationUnavailableException",
      message: `${question} took longer than 20 ms`,
    });
    expect(guard.answer(await verifying.catch((error: unknown) => error)).status).toBe(503);
  });
});
