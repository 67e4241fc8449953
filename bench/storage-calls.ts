import { tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, testPool } from "rockpool/testing";
import { markdownTable } from "./harness.ts";

/** How often each operation asks the storage, with settings cached: what a round trip to a database would be paid for. */
export async function storageCalls(): Promise<string> {
  const storage = countingStorage(memory());
  const { pool, client, outbox, close } = await testPool({ storage });
  const username = "ada";
  const password = "Correct horse 7!";
  await pool.jwks(); // the keys are made
  await Promise.all([pool.settings.get(), client.settings()]);

  const rows: (readonly string[])[] = [];
  const count = async (operation: string, work: () => Promise<unknown>): Promise<void> => {
    const { get, query, commit } = await storage.count(work);
    rows.push([operation, String(get + query), String(commit)]);
  };
  const refused = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => Promise.reject(new Error("this should have been refused")),
      () => undefined,
    );

  await count("`client.signUp`", () => client.signUp({ username, password, attributes: { email: "ada@example.com" } }));
  await count("`client.resendConfirmationCode`", () => client.resendConfirmationCode({ username }));
  await count("`client.confirmSignUp`", () => client.confirmSignUp({ username, confirmationCode: outbox.lastCode() }));
  await count("`client.signIn`", () => client.signIn({ username, password }));
  await count("`client.signIn`, wrong password", () => refused(client.signIn({ username, password: "wrong" })));
  await count("`client.signIn` after a wrong password", () => client.signIn({ username, password }));
  await count("`client.signIn`, unknown name", () => refused(client.signIn({ username: "nobody", password })));
  await pool.groups.create({ groupName: "admins" });
  await count("`pool.groups.addUser`", () => pool.groups.addUser({ groupName: "admins", username }));
  await count("`client.signIn` of a member, the group not remembered", () => client.signIn({ username, password }));
  await count("`client.signIn` of a member", () => client.signIn({ username, password }));
  const tokens = tokensOrThrow(await client.signIn({ username, password }));
  await count("`pool.verify`", () => pool.verify(tokens.accessToken, { tokenUse: "access", clientId: client.clientId }));
  await count("`pool.users.get`", () => pool.users.get(username));
  await count("`pool.users.disable`", () => pool.users.disable(username));
  await count("`client.signIn`, disabled", () => refused(client.signIn({ username, password })));
  await close();
  return markdownTable(["operation", "reads", "commits"], rows);
}
