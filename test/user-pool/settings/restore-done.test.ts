import type { NewPasswordRequired } from "rockpool";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const ada = { username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } };

describe("restoreDone", () => {
  it("ends codes that were sent before; new ones work", async () => {
    const { rockpool, client, outbox } = await testPool();
    await client.signUp(ada);
    const confirmationCode = outbox.lastCode();
    await rockpool.restoreDone();
    const confirmed = client.confirmSignUp({ username: "ada", confirmationCode });
    await expect(confirmed).rejects.toMatchObject({ code: "CodeMismatchException" });
    await client.resendConfirmationCode({ username: "ada" });
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode() });
  });

  it("ends challenges that were put before", async () => {
    const { rockpool, pool, client } = await testPool();
    const temporaryPassword = "Temporary 1!";
    await pool.users.create({ username: "ada", temporaryPassword, messageAction: "SUPPRESS" });
    const signIn = () => client.signIn({ username: "ada", password: temporaryPassword }) as Promise<NewPasswordRequired>;
    const before = await signIn();
    await rockpool.restoreDone();
    const answered = client.respond(before, { newPassword: "Correct horse 7!" });
    await expect(answered).rejects.toMatchObject({ message: "Invalid session for the user." });
    const after = client.respond(await signIn(), { newPassword: "Correct horse 7!" });
    await expect(after).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("is for every pool, and leaves users and passwords as they are", async () => {
    const { rockpool, client, outbox, signedIn } = await testPool();
    await signedIn(ada);
    const codes: string[] = [];
    const pools = await Promise.all(
      Array.from({ length: 5 }, (_, n) => rockpool.ensureUserPool({ poolName: `pool ${n}`, autoVerifiedAttributes: ["email"] })),
    );
    const clients = await Promise.all(pools.map((pool) => pool.clients.ensure({ clientName: "web" })));
    for (const other of clients) {
      await other.signUp(ada);
      codes.push(outbox.lastCode());
    }
    await rockpool.restoreDone();
    for (const [n, other] of clients.entries()) {
      const confirmed = other.confirmSignUp({ username: "ada", confirmationCode: codes[n] ?? "" });
      await expect(confirmed).rejects.toMatchObject({ code: "CodeMismatchException" });
    }
    await expect(client.signIn({ username: "ada", password: ada.password })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});
