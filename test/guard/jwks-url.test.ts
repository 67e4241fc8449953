import { setTimeout as wait } from "node:timers/promises";
import { isRockpoolError, type JwksUrlOptions, jwksUrl } from "rockpool/guard";
import { describe, expect, it, vi } from "vitest";
import { type JwksServer, jwksServer } from "./jwks-server.ts";
import { accessClaims, guardWorld, key, otherKey, refusal, signed } from "./world.ts";

const unread =
  /^VerificationUnavailableException: The keys of http:\/\/127\.0\.0\.1:\d+\/\.well-known\/jwks\.json could not be read$/;
const unknown = "invalid_token: Could not verify signature for Access Token";

function worldOf(server: JwksServer, options: JwksUrlOptions = {}) {
  const world = guardWorld({ keys: jwksUrl(server.url, options) });
  const by = (one: typeof key, changes = {}): Promise<string> =>
    refusal(world.guard.verify(`Bearer ${signed(accessClaims(world.clock(), changes), one)}`));
  return { ...world, by };
}

describe("keys of a URL", () => {
  it("are fetched when the first token comes, once for all who wait", async () => {
    const server = await jwksServer(key.jwk);
    const { by } = worldOf(server);
    expect(server.count()).toBe(0);
    expect(await Promise.all(Array.from({ length: 50 }, () => by(key)))).toEqual(Array(50).fill("let in"));
    expect(server.count()).toBe(1);
  });

  it("are kept, and fetched again in the background from half their age on", async () => {
    const server = await jwksServer(key.jwk);
    const { by, clock } = worldOf(server, { maxAgeSeconds: 600 });
    await by(key);
    clock.advance({ seconds: 299 });
    await by(key);
    expect(server.count()).toBe(1);
    clock.advance({ seconds: 1 });
    expect(await by(key)).toBe("let in");
    await vi.waitFor(() => expect(server.count()).toBe(2));
  });

  it("are waited for when they are too old, so that a key that was withdrawn is taken no longer", async () => {
    const server = await jwksServer(key.jwk, otherKey.jwk);
    const { by, clock } = worldOf(server, { maxAgeSeconds: 600 });
    expect(await by(otherKey)).toBe("let in");
    server.serve([key.jwk]);
    clock.advance({ seconds: 600 });
    expect(await by(otherKey)).toBe(unknown);
    expect(await by(key)).toBe("let in");
  });

  it("are fetched again when the clock was set back", async () => {
    const server = await jwksServer(key.jwk);
    const { by, clock } = worldOf(server);
    await by(key);
    clock.advance({ hours: -1 });
    expect(await by(key)).toBe("let in");
    expect(server.count()).toBe(2);
  });

  it("grow old by a clock that was set back, while the URL does not answer", async () => {
    const server = await jwksServer(key.jwk);
    const { by, clock } = worldOf(server, { maxAgeSeconds: 600, maxStaleSeconds: 3_600 });
    expect(await by(key)).toBe("let in");
    server.serve((_, response) => response.writeHead(500).end());
    clock.advance({ days: -10 });
    expect(await by(key)).toBe("let in");
    clock.advance({ minutes: 49, seconds: 59 });
    expect(await by(key)).toBe("let in");
    clock.advance({ seconds: 1 });
    expect(await by(key)).toMatch(unread);
  });

  it("may be shared by guards, and are asked for as JSON", async () => {
    const server = await jwksServer();
    const accepted: (string | undefined)[] = [];
    server.serve((request, response) => {
      accepted.push(request.headers.accept);
      response.end(JSON.stringify({ keys: [key.jwk] }));
    });
    const keys = jwksUrl(server.url);
    for (const { guard, token } of [guardWorld({ keys }), guardWorld({ keys })]) await guard.verify(`Bearer ${token()}`);
    expect(accepted).toEqual(["application/jwk-set+json, application/json"]);
  });
});

// attack 64: rotation, and a kid that anybody may make up
describe("a kid that is not among them", () => {
  it("is found when it was published since, by one fetch", async () => {
    const server = await jwksServer(key.jwk);
    const { by } = worldOf(server);
    await by(key);
    server.serve([key.jwk, otherKey.jwk]);
    expect(await Promise.all(Array.from({ length: 20 }, () => by(otherKey)))).toEqual(Array(20).fill("let in"));
    expect(server.count()).toBe(2);
    expect(await by(key)).toBe("let in");
  });

  it("costs one fetch in the cool-down, however many come", async () => {
    const server = await jwksServer(key.jwk);
    const { by, clock } = worldOf(server, { cooldownSeconds: 30 });
    await by(key);
    for (let n = 0; n < 200; n += 1) expect(await by({ ...otherKey, kid: `made-up-${n}` })).toBe(unknown);
    expect(server.count()).toBe(2);
    clock.advance({ milliseconds: 29_999 });
    await by({ ...otherKey, kid: "made-up" });
    expect(server.count()).toBe(2);
    clock.advance({ milliseconds: 1 });
    await Promise.all(Array.from({ length: 50 }, (_, n) => by({ ...otherKey, kid: `again-${n}` })));
    expect(server.count()).toBe(3);
    expect(await by(key)).toBe("let in");
  });

  it("costs nothing when it is in a header that is none, or of a token without one", async () => {
    const server = await jwksServer(key.jwk);
    const { guard, by } = worldOf(server);
    await by(key);
    const header = (value: unknown): string => signed(accessClaims(0), otherKey, value);
    for (const token of [
      "a.b.c",
      header({ alg: "RS256" }),
      header({ kid: 1, alg: "RS256" }),
      header({ kid: "x".repeat(2_000), alg: "RS256" }),
    ]) {
      expect(await refusal(guard.verify(`Bearer ${token}`))).toMatch(/^invalid_token/);
    }
    expect(server.count()).toBe(1);
  });

  it("is not called unknown while nobody knows: the last fetch failed", async () => {
    const server = await jwksServer(key.jwk);
    const { by, clock } = worldOf(server);
    await by(key);
    server.serve((_, response) => response.writeHead(500).end());
    expect(await by(otherKey)).toMatch(unread);
    expect(await by(otherKey)).toMatch(unread);
    expect(await by(key)).toBe("let in");
    expect(server.count()).toBe(2);
    server.serve([otherKey.jwk]);
    clock.advance({ seconds: 30 });
    expect(await by(otherKey)).toBe("let in");
  });

  it("of a key that was rotated away verifies as long as it is published", async () => {
    const server = await jwksServer(key.jwk);
    const { by, clock } = worldOf(server, { maxAgeSeconds: 600 });
    expect(await by(key)).toBe("let in");
    server.serve([key.jwk, otherKey.jwk]);
    clock.advance({ seconds: 600 });
    expect([await by(key), await by(otherKey)]).toEqual(["let in", "let in"]);
    server.serve([otherKey.jwk]);
    clock.advance({ seconds: 600 });
    expect([await by(key), await by(otherKey)]).toEqual([unknown, "let in"]);
  });
});

describe("a URL that does not answer", () => {
  it("lets nobody in when there are no keys yet, and is asked again after a second", async () => {
    const server = await jwksServer();
    server.serve((_, response) => response.writeHead(503).end());
    const { by, clock } = worldOf(server);
    for (let n = 0; n < 10; n += 1) expect(await by(key)).toMatch(unread);
    expect(server.count()).toBe(1);
    server.serve([key.jwk]);
    clock.advance({ seconds: 1 });
    expect(await by(key)).toBe("let in");
  });

  it("leaves the keys that are known in use until they are a day old, and is tried once in a cool-down", async () => {
    const server = await jwksServer(key.jwk);
    const { by, clock } = worldOf(server);
    await by(key);
    server.serve((request) => request.socket.destroy());
    clock.advance({ hours: 1 });
    for (let n = 0; n < 10; n += 1) expect(await by(key)).toBe("let in");
    expect(server.count()).toBe(2);
    clock.advance({ hours: 22, minutes: 59, seconds: 59 });
    expect(await by(key)).toBe("let in");
    await vi.waitFor(() => expect(server.count()).toBe(3));
    clock.advance({ seconds: 31 });
    expect(await by(key)).toMatch(unread);
    server.serve([key.jwk]);
    clock.advance({ seconds: 30 });
    expect(await by(key)).toBe("let in");
  });

  it("is forgiven when it answers again: old keys are waited for as before", async () => {
    const server = await jwksServer(key.jwk, otherKey.jwk);
    const { by, clock } = worldOf(server);
    await by(key);
    server.serve((request) => request.socket.destroy());
    clock.advance({ hours: 1 });
    expect(await by(otherKey)).toBe("let in");
    server.serve([key.jwk, otherKey.jwk]);
    clock.advance({ seconds: 30 });
    await by(key);
    await vi.waitFor(() => expect(server.count()).toBe(3));
    await vi.waitFor(async () => expect(await by({ ...otherKey, kid: "made-up" })).toBe(unknown));
    server.serve([key.jwk]);
    clock.advance({ hours: 1 });
    expect(await by(otherKey)).toBe(unknown);
  });

  it("is waited for no longer than timeoutMs, also when it answers slowly and never ends", async () => {
    const server = await jwksServer(key.jwk);
    const hanging = [() => {}, (_: unknown, response: { write(text: string): unknown }) => void response.write('{"keys":[')];
    for (const answer of hanging) {
      server.serve(answer);
      const { by } = worldOf(server, { timeoutMs: 50 });
      expect(await by(key)).toMatch(unread);
    }
  });

  it("is waited for no longer by a fetch that takes no signal", async () => {
    const keys = jwksUrl("https://auth.test/jwks.json", { fetch: () => new Promise(() => {}), timeoutMs: 20 });
    const { guard, token } = guardWorld({ keys });
    expect(await refusal(guard.verify(`Bearer ${token()}`))).toContain("VerificationUnavailableException");
  });

  it("holds up nobody for whom old keys would do, but the first", async () => {
    const server = await jwksServer(key.jwk);
    const { by, clock } = worldOf(server, { timeoutMs: 200 });
    await by(key);
    server.serve(() => {});
    clock.advance({ hours: 1 });
    expect(await by(key)).toBe("let in");
    clock.advance({ seconds: 30 });
    // Whatever is waited for comes with another turn.
    let hasWaited = false;
    setImmediate(() => {
      hasWaited = true;
    });
    expect(await by(key)).toBe("let in");
    expect(hasWaited).toBe(false);
    await wait(250);
  });
});

describe("an answer that is no JWK Set to be used", () => {
  const set = JSON.stringify({ keys: [key.jwk] });

  it.each([
    ["another status", 404, set],
    ["no content", 204, ""],
    ["no JSON", 200, "<html>"],
    ["nothing", 200, ""],
    ["null", 200, "null"],
    ["a list", 200, "[]"],
    ["no list of keys", 200, '{"keys":{}}'],
    ["no keys", 200, '{"keys":[]}'],
    ["keys for nothing of ours", 200, '{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"key-1","alg":"HS256","use":"sig"}]}'],
    ["two keys of one kid", 200, JSON.stringify({ keys: [key.jwk, { ...otherKey.jwk, kid: key.kid }] })],
    ["more than 32 keys", 200, JSON.stringify({ keys: Array.from({ length: 33 }, (_, n) => ({ ...key.jwk, kid: `key-${n}` })) })],
    ["more than 64 KiB", 200, `${" ".repeat(65_536)}${set}`],
  ])("is refused: %s", async (_, status, body) => {
    const server = await jwksServer();
    server.serve((_request, response) => response.writeHead(status).end(body));
    expect(await worldOf(server).by(key)).toMatch(unread);
  });

  it("is read no further than the limit, whatever its length was said to be", async () => {
    const server = await jwksServer();
    let sent = 0;
    let closed: (() => void) | undefined;
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    server.serve(async (request, response) => {
      request.socket.once("close", () => closed?.());
      while (!response.destroyed && sent < 500_000_000) {
        sent += 65_536;
        if (!response.write(" ".repeat(65_536)))
          await Promise.race([new Promise((drained) => response.once("drain", drained)), isClosed]);
      }
    });
    expect(await worldOf(server).by(key)).toMatch(unread);
    await isClosed;
    expect(sent).toBeLessThan(20_000_000);
  });

  // attack 45: a URL that leads elsewhere
  it("is not looked for elsewhere: redirects are refused", async () => {
    const elsewhere = await jwksServer(key.jwk);
    const server = await jwksServer();
    for (const status of [301, 302, 303, 307, 308]) {
      server.serve((_, response) => response.writeHead(status, { location: elsewhere.url }).end());
      expect(await worldOf(server).by(key)).toMatch(unread);
    }
    expect(elsewhere.count()).toBe(0);
  });
});

describe("a key of a set", () => {
  it.each([
    ["without alg", { alg: undefined }],
    ["for another algorithm", { alg: "RS512" }],
    ["for encryption", { use: "enc" }],
    ["without use", { use: undefined }],
    ["without kid", { kid: undefined }],
    ["with an empty kid", { kid: "" }],
    ["of another kind than it says", { kty: "EC" }],
    ["without its modulus", { n: undefined }],
    ["with the exponent 1", { e: "AQ" }],
    ["of 1024 bits", { n: Buffer.alloc(128, 0xff).toString("base64url") }],
    ["of 16384 bits", { n: Buffer.alloc(2048, 0xff).toString("base64url") }],
  ])("is left out when it is one %s, and the others are taken", async (_, changes) => {
    const server = await jwksServer({ ...key.jwk, ...changes } as typeof key.jwk, otherKey.jwk);
    const { by } = worldOf(server);
    expect(await by(key)).toBe(unknown);
    expect(await by(otherKey)).toBe("let in");
  });

  it("is not even looked at when it is none", async () => {
    const server = await jwksServer(...([null, 42, "key", [], {}] as unknown as (typeof key.jwk)[]), key.jwk);
    expect(await worldOf(server).by(key)).toBe("let in");
  });
});

describe("jwksUrl", () => {
  /** The path of what was refused, or undefined. */
  const refusedFor = (url: unknown, options?: unknown): string | undefined => {
    try {
      jwksUrl(url as string, options as JwksUrlOptions);
      return undefined;
    } catch (error) {
      if (!isRockpoolError(error, "InvalidParameterException")) throw error;
      return error.details.path;
    }
  };

  it.each([
    "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_aaaaaaaaa/.well-known/jwks.json",
    "https://10.0.0.1:8443/jwks",
    "http://localhost:9229/jwks",
    "http://127.0.0.1/jwks",
    "http://127.8.8.8/jwks",
    "http://[::1]:1234/jwks",
  ])("takes %s", (url) => {
    expect(refusedFor(url)).toBeUndefined();
  });

  it.each([
    "http://auth.example.com/jwks",
    "http://localhost.example.com/jwks",
    "http://127.0.0.1.example.com/jwks",
    "http://10.0.0.1/jwks",
    "https://user:password@auth.example.com/jwks",
    "https://user@auth.example.com/jwks",
    "file:///etc/passwd",
    "data:application/json,{}",
    "ftp://localhost/jwks",
    "//auth.example.com/jwks",
    "auth.example.com/jwks",
    "",
    undefined,
    { href: "https://auth.example.com" },
  ])("refuses %j", (url) => {
    expect(refusedFor(url)).toBe("url");
  });

  it.each(["maxAgeSeconds", "maxStaleSeconds", "cooldownSeconds", "timeoutMs", "maxBytes", "maxKeys"])(
    "takes for %s positive whole numbers only",
    (option) => {
      for (const value of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "60", null]) {
        expect(refusedFor("https://auth.test/jwks", { [option]: value })).toBe(option);
      }
      expect(refusedFor("https://auth.test/jwks", { [option]: undefined })).toBeUndefined();
    },
  );

  it("refuses options that contradict each other, are misspelt, or of another type", () => {
    expect(refusedFor("https://auth.test/jwks", { maxAgeSeconds: 60, maxStaleSeconds: 59 })).toBe("maxStaleSeconds");
    expect(refusedFor("https://auth.test/jwks", { maxAge: 60 })).toBe("maxAge");
    expect(refusedFor("https://auth.test/jwks", { fetch: "fetch" })).toBe("fetch");
    expect(refusedFor("https://auth.test/jwks", {})).toBeUndefined();
  });

  it("keeps nothing but what the object holds: two of one URL know nothing of each other", async () => {
    const server = await jwksServer(key.jwk);
    await worldOf(server).by(key);
    await worldOf(server).by(key);
    expect(server.count()).toBe(2);
  });
});
