import type { TriggerOptions } from "rockpool";
import { type TestPool, type TestPoolOptions, type TriggerRecorder, testPool, triggerRecorder } from "rockpool/testing";

export const password = "Correct horse 7!";
export const another = "Another horse 8!";
export const ada = { username: "ada", password, attributes: { email: "ada@example.com" } } as const;
export const phone = "+442079460000";
export const roleArn = "arn:aws:iam::123456789012:role/staff";

const passing = <E>(event: E): E => event;

/** Each trigger that is no sender: it gives its event back as it is. */
export const everyTrigger: TriggerOptions = {
  preSignUp: passing,
  postConfirmation: passing,
  preAuthentication: passing,
  postAuthentication: passing,
  preTokenGeneration: passing,
  userMigration: passing,
  customMessage: passing,
};
export const senders: TriggerOptions = { customEmailSender: passing, customSMSSender: passing };

export type TriggerWorld = TestPool & { readonly recorder: TriggerRecorder };

/** A pool whose triggers are remembered. */
export async function poolWith(handlers: TriggerOptions = everyTrigger, options: TestPoolOptions = {}): Promise<TriggerWorld> {
  const recorder = triggerRecorder(handlers);
  const world = await testPool({ ...options, triggers: recorder.triggers });
  return { ...world, recorder };
}

/** Somebody who is confirmed, made without calling a trigger but PreSignUp. */
export async function withUser(
  { pool, recorder }: TriggerWorld,
  attributes: Readonly<Record<string, string>> = {},
): Promise<string> {
  const given = { ...ada.attributes, email_verified: "true", ...attributes };
  const { sub } = await pool.users.create({ username: ada.username, attributes: given, messageAction: "SUPPRESS" });
  await pool.users.setPassword({ username: ada.username, password, permanent: true });
  recorder.clear();
  return sub;
}

/** Somebody who has a temporary password. */
export async function withTemporaryPassword({ pool, recorder }: TriggerWorld): Promise<void> {
  const { username, attributes } = ada;
  await pool.users.create({ username, attributes, temporaryPassword: password, messageAction: "SUPPRESS" });
  recorder.clear();
}

/** The challenge of a sign-in by a temporary password. */
export async function challengeOf({ client }: TestPool) {
  const result = await client.signIn({ username: ada.username, password });
  if (result.outcome !== "challenge") throw new Error("no challenge");
  return result;
}
