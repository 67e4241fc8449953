import { manualClock, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

describe("manualClock", () => {
  it("begins in 2026, or where it is told to", () => {
    expect(manualClock()()).toBe(Date.UTC(2026, 0, 1));
    expect(manualClock("2027-03-04T05:06:07.008Z")()).toBe(Date.UTC(2027, 2, 4, 5, 6, 7, 8));
    expect(manualClock(new Date(5))()).toBe(5);
  });

  it("moves only when it is told to, by the sum of the parts", () => {
    const clock = manualClock();
    const start = clock();
    expect(clock()).toBe(start);
    clock.advance({});
    expect(clock()).toBe(start);
    clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 });
    expect(clock() - start).toBe(93_784_005);
    clock.advance({ seconds: -1 });
    expect(clock() - start).toBe(93_783_005);
  });

  it.each([
    ["a Date", new Date("2030-01-02T03:04:05Z")],
    ["milliseconds", Date.UTC(2030, 0, 2, 3, 4, 5)],
    ["text in UTC", "2030-01-02T03:04:05Z"],
    ["text with an offset", "2030-01-02T05:04:05.000+02:00"],
  ])("is set by %s", (_, instant) => {
    const clock = manualClock();
    clock.set(instant);
    expect(clock()).toBe(Date.UTC(2030, 0, 2, 3, 4, 5));
  });

  it("takes a day for its beginning in UTC", () => {
    const clock = manualClock();
    clock.set("2030-01-02");
    expect(clock()).toBe(Date.UTC(2030, 0, 2));
  });

  it.each([
    ["no number", Number.NaN],
    ["no end", Number.POSITIVE_INFINITY],
    ["no Date", new Date("never")],
    ["no date", "tomorrow"],
    ["what Date.parse takes for a year", "1"],
    ["a time of wherever the test runs", "2030-01-02T03:04:05"],
    ["a day there is not", "2030-13-02T03:04:05Z"],
    ["a later instant than a Date can hold", 8.64e15 + 1],
    ["nothing", undefined as never],
    ["an object", {} as never],
  ])("refuses %s, and stands where it stood", (_, instant) => {
    const clock = manualClock();
    const refusal = expect.objectContaining({ code: "InvalidParameterException", details: { path: "instant" } });
    expect(() => clock.set(instant)).toThrow(refusal);
    expect(clock()).toBe(Date.UTC(2026, 0, 1));
    expect(() => manualClock(instant ?? Number.NaN)).toThrow("Value at 'start'");
    expect(() => clock.advance({ hours: Number.NaN })).toThrow("Value at 'by'");
    expect(clock()).toBe(Date.UTC(2026, 0, 1));
  });
});

describe("a clock that is set back", () => {
  it("makes a token one of the future, until its time has come", async () => {
    const { pool, clock, signedIn } = await testPool();
    const { tokens } = await signedIn();
    const verified = (): Promise<unknown> => pool.verify(tokens.accessToken, { tokenUse: "access", clientId: null });
    const signedAt = clock();
    clock.set("2025-12-31");
    await expect(verified()).rejects.toMatchObject({ message: "Invalid Access Token" });
    clock.set(signedAt);
    await expect(verified()).resolves.toMatchObject({ token_use: "access" });
  });

  it("ends a code when it says, which is later than it was", async () => {
    const { client, clock, outbox } = await testPool();
    const signUp = (username: string): Promise<unknown> =>
      client.signUp({ username, password: "Correct horse 7!", attributes: { email: `${username}@example.com` } });
    await signUp("ada");
    clock.advance({ days: -1 });
    clock.advance({ hours: 47 });
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode("ada") });
    await signUp("bob");
    clock.advance({ hours: 24 });
    const late = client.confirmSignUp({ username: "bob", confirmationCode: outbox.lastCode("bob") });
    await expect(late).rejects.toMatchObject({ code: "ExpiredCodeException" });
  });
});
