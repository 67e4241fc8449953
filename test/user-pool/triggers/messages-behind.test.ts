import type { CustomMessageEvent, Delivery, PoolEvent } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";
import { type Gate, gate } from "../stand-ins.ts";

const password = "Correct horse 7!";
const email = "ada@example.com";
type Operation = "forgotPassword" | "resendConfirmationCode";

interface Opened extends TestPool {
  readonly events: readonly PoolEvent[];
  /** What is sent goes by this from now on. */
  become(way: Partial<Way>): void;
}

interface Way {
  readonly deliver: () => Promise<void>;
  readonly write: () => Promise<void>;
}

const works = async (): Promise<void> => {};
const fails = async (): Promise<void> => {
  throw new Error("smtp.example.com does not answer");
};

/** A pool with bob, who can be sent a code for this. */
async function openFor(operation: Operation, options: TestPoolOptions = {}): Promise<Opened> {
  let way: Way = { deliver: works, write: works };
  const delivery: Delivery = { send: () => way.deliver() };
  const customMessage = async (event: CustomMessageEvent): Promise<CustomMessageEvent> => {
    await way.write();
    return event;
  };
  const rockpool = { delivery, triggerTimeoutMs: 20 };
  const world = await testPool({ aliasAttributes: ["email"], ...options, rockpool, triggers: { customMessage } });
  const events: PoolEvent[] = [];
  world.rockpool.subscribe((event) => events.push(event));
  const attributes = { email, email_verified: "true" };
  if (operation === "resendConfirmationCode") await world.client.signUp({ username: "bob", password, attributes: { email } });
  else {
    await world.pool.users.create({ username: "bob", attributes, messageAction: "SUPPRESS" });
    await world.pool.users.setPassword({ username: "bob", password, permanent: true });
  }
  return {
    ...world,
    events,
    become(changed) {
      way = { ...way, ...changed };
    },
  };
}

const cases = (["forgotPassword", "resendConfirmationCode"] as const).flatMap((operation) =>
  (["works", "fails", "hangs"] as const).flatMap((delivery) =>
    (["works", "fails", "hangs"] as const).map((trigger) => ({ operation, delivery, trigger })),
  ),
);

const wayOf = (name: "works" | "fails" | "hangs", hung: Gate): (() => Promise<void>) =>
  ({ works, fails, hangs: () => hung.pass() })[name];

// attacks 70, 92: neither the answer nor its time tells that there is somebody to send to
describe.each(cases)(
  "$operation, where the delivery $delivery and CustomMessage $trigger",
  ({ operation, delivery, trigger }) => {
    it("answers alike about somebody and nobody, before anything has come of it; close() waits for that", async () => {
      const world = await openFor(operation);
      const hung = gate();
      world.become({ deliver: wayOf(delivery, hung), write: wayOf(trigger, hung) });
      const known = await world.client[operation]({ username: "bob" });
      const unknown = await world.client[operation]({ username: "nobody" });
      expect(Object.keys(known)).toEqual(Object.keys(unknown));
      expect([known.attributeName, known.deliveryMedium]).toEqual([unknown.attributeName, unknown.deliveryMedium]);
      expect([known.destination, unknown.destination]).toEqual([
        expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/),
        expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/),
      ]);
      let isClosed = false;
      const closed = world.rockpool.close().then(() => {
        isClosed = true;
      });
      if (delivery === "hangs" && trigger === "works") {
        await new Promise((resolve) => setTimeout(resolve, 30));
        expect(isClosed).toBe(false);
      }
      if (trigger !== "hangs") hung.release();
      await closed;
      const isSent = trigger === "works" && delivery !== "fails";
      expect(world.events.filter(({ type }) => type === "deliveryFailed")).toHaveLength(isSent ? 0 : 1);
      hung.release();
    });
  },
);

describe("where the client says LEGACY", () => {
  it.each(["forgotPassword", "resendConfirmationCode"] as const)("%s tells what came of the message", async (operation) => {
    const world = await openFor(operation, { client: { preventUserExistenceErrors: "LEGACY" } });
    world.become({ deliver: fails });
    await expect(world.client[operation]({ username: "bob" })).rejects.toMatchObject({ code: "CodeDeliveryFailureException" });
    world.become({ write: fails });
    await expect(world.client[operation]({ username: "bob" })).rejects.toMatchObject({ code: "UserLambdaValidationException" });
    world.become({ write: () => new Promise(() => {}) });
    await expect(world.client[operation]({ username: "bob" })).rejects.toMatchObject({ code: "UnexpectedLambdaException" });
    expect(world.events.filter(({ type }) => type === "deliveryFailed")).toHaveLength(3);
  });
});

// attack 38: what a request says has no part in where a link leads
describe("the host of a link", () => {
  const evil = "evil.example";
  const clientMetadata = {
    host: evil,
    Host: evil,
    "X-Forwarded-Host": evil,
    "X-Forwarded-Proto": "http",
    Forwarded: `host=${evil}`,
    issuer: `https://${evil}`,
    redirectUri: `https://${evil}`,
  };

  it.each(["ada", `x@${evil}`, `"><a/href=//${evil}>`, `//${evil}/`])(
    "is that of the issuer, for the name %s",
    async (username) => {
      const { client, pool, outbox } = await testPool({
        verificationMessageTemplate: { defaultEmailOption: "CONFIRM_WITH_LINK" },
        triggers: { customMessage: (event) => event },
      });
      await client.signUp({
        username,
        password,
        attributes: { email, name: `https://${evil}` },
        clientMetadata,
        validationData: clientMetadata,
      });
      await client.resendConfirmationCode({ username, clientMetadata });
      await vi.waitFor(() => expect(outbox.messages).toHaveLength(2));
      for (const { html = "", body } of outbox.messages) {
        const [, href = ""] = /href="([^"]*)"/.exec(html) ?? [];
        const link = new URL(href.replaceAll("&amp;", "&"));
        expect(`${link.origin}${link.pathname}`).toBe(`https://auth.test/${pool.userPoolId}/confirmUser`);
        expect(link.searchParams.get("user_name")).toBe(username);
        expect(html.match(/<a /g)).toHaveLength(1);
        expect(body).toContain(`https://auth.test/${pool.userPoolId}/confirmUser?`);
      }
    },
  );

  it("is in no other message: to reset a password a code is sent", async () => {
    const { client, signedIn, outbox } = await testPool({
      verificationMessageTemplate: { defaultEmailOption: "CONFIRM_WITH_LINK" },
      autoVerifiedAttributes: ["email"],
    });
    await signedIn({ username: "ada" });
    await client.forgotPassword({ username: "ada", clientMetadata });
    expect(outbox.messages.at(-1)).toMatchObject({ source: "CustomMessage_ForgotPassword" });
    expect(`${outbox.messages.at(-1)?.body} ${outbox.messages.at(-1)?.html}`).not.toMatch(/https?:|evil/);
  });
});
