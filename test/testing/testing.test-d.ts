import type { Message } from "rockpool/delivery";
import { type Forgery, type Instant, manualClock, outbox, type TestPool } from "rockpool/testing";
import { describe, expectTypeOf, test } from "vitest";

declare const kit: TestPool;

describe("rockpool/testing", () => {
  test("a clock is set by an instant, and by nothing else", () => {
    const clock = manualClock();
    expectTypeOf(clock.set).parameter(0).toEqualTypeOf<Instant>();
    expectTypeOf<Instant>().toEqualTypeOf<Date | number | string>();
    // @ts-expect-error a clock has no years: they are not equally long
    clock.advance({ years: 1 });
  });

  test("an outbox gives a code at once, and a message in time", () => {
    const post = outbox();
    expectTypeOf(post.lastCode("ada")).toEqualTypeOf<string>();
    expectTypeOf(post.waitFor()).resolves.toEqualTypeOf<Message>();
    void post.waitFor("ada", { after: post.messages.at(-1) });
  });

  test("a forgery is one of those there are", () => {
    expectTypeOf<Forgery>().toEqualTypeOf<"expired" | "otherPool" | "wrongUse" | "wrongKey" | "tampered" | "unsigned">();
    expectTypeOf(kit.forgedToken("expired", { tokenUse: "id", claims: { scope: undefined } })).resolves.toEqualTypeOf<string>();
    // @ts-expect-error a misspelt name does not compile
    void kit.forgedToken("other-pool");
    // @ts-expect-error claims are written by name
    void kit.forgedToken("expired", { exp: 1 });
  });

  test("who signs in is described by what a user has", () => {
    void kit.signedIn({ attributes: { email: "ada@example.com" }, groups: ["admins"] });
    // @ts-expect-error groups are a list
    void kit.signedIn({ groups: "admins" });
  });
});
