import type { PasswordPolicy, Patch } from "rockpool";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

/** What the pool says to a password; `undefined` when it takes it. */
async function answer(password: string, passwordPolicy: Patch<PasswordPolicy> = {}): Promise<string | undefined> {
  const { client, pool } = await testPool({ passwordPolicy });
  const error = await client.signUp({ username: "ada", password }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) return undefined;
  expect(error).toMatchObject({ code: "InvalidPasswordException" });
  await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  return (error as Error).message.replace(/^Password did not conform with policy: /, "");
}

const lax = { requireUppercase: false, requireLowercase: false, requireNumbers: false, requireSymbols: false };

describe("the password policy (authentication.md 7.3)", () => {
  it.each([
    ["Aa1!567", "Password not long enough"],
    ["aa1!5678", "Password must have uppercase characters"],
    ["AA1!5678", "Password must have lowercase characters"],
    ["Aa!!aaaa", "Password must have numeric characters"],
    ["Aa345678", "Password must have symbol characters"],
    [" Aa1!5678", "Password must not begin or end with white space"],
    ["Aa1!5678 ", "Password must not begin or end with white space"],
    ["Aa1!5678\n", "Password must not begin or end with white space"],
    ["Aa1!5678\u00a0", "Password must not begin or end with white space"],
  ])("refuses %j: %s", async (password, reason) => {
    expect(await answer(password)).toBe(reason);
  });

  it("reports one reason, the first", async () => {
    expect(await answer("a")).toBe("Password not long enough");
    expect(await answer("--------")).toBe("Password must have uppercase characters");
  });

  it.each(["Aa1!5678", "Correct horse 7", "Aa1 5678", `Aa1!${"x".repeat(252)}`, "Aa1!пароль", "Aa1!🙂🙂🙂🙂"])(
    "takes %j",
    async (password) => {
      expect(await answer(password)).toBeUndefined();
    },
  );

  it.each([..."^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-"])("takes %s for a symbol", async (symbol) => {
    expect(await answer(`Aa1bcdef${symbol}`)).toBeUndefined();
  });

  it.each(["§", "€", "🙂", "\t", "\u00a0", "„"])("takes %j for no symbol", async (character) => {
    expect(await answer(`Aa1bcd${character}ef`)).toBe("Password must have symbol characters");
  });

  it("counts basic Latin letters and ASCII digits only", async () => {
    expect(await answer("ÄÖÜaa1!5678")).toBe("Password must have uppercase characters");
    expect(await answer("AAäöü1!5678")).toBe("Password must have lowercase characters");
    expect(await answer("Aa!xyzxyz٣४")).toBe("Password must have numeric characters");
  });

  it("counts characters, not UTF-16 units", async () => {
    expect(await answer("Aa1!🙂🙂🙂")).toBe("Password not long enough");
    expect(await answer("🙂".repeat(256), lax)).toBeUndefined();
  });

  it("asks only for what it requires", async () => {
    expect(await answer("     x     ".trim().padStart(8, "x"), lax)).toBeUndefined();
    expect(await answer("abcdef", { ...lax, minimumLength: 6 })).toBeUndefined();
    expect(await answer("abcdefg", lax)).toBe("Password not long enough");
    expect(await answer("a".repeat(98), { ...lax, minimumLength: 99 })).toBe("Password not long enough");
  });

  it("that was changed is asked at once", async () => {
    const { rockpool, client } = await testPool();
    await rockpool.ensureUserPool({ poolName: "test", passwordPolicy: { minimumLength: 20 } });
    const refused = client.signUp({ username: "ada", password: "Correct horse 7!" });
    await expect(refused).rejects.toMatchObject({ code: "InvalidPasswordException" });
  });

  it("is not asked at sign-in: who has an older password keeps it", async () => {
    const { rockpool, client, signedIn } = await testPool();
    const { username, password } = await signedIn();
    await rockpool.ensureUserPool({ poolName: "test", passwordPolicy: { minimumLength: 99 } });
    await expect(client.signIn({ username, password })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});
