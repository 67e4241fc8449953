import { type CustomEmailSenderEvent, type TriggerOptions, tokensOrThrow, type UserMigrationEvent } from "rockpool";
import { passwordOf, personNamed, refused, type World, wrong } from "./world.ts";

/** As a library for HTTP does: all it was given, in what it says, in what it carries, and in what is behind it. */
const quoting = (event: object): Error =>
  Object.assign(new Error(`POST ${JSON.stringify(event)}`, { cause: event }), { config: { data: event } });

/** The older system knows these. */
const knows = ["ned", "oda"];

/** Triggers that are given passwords and codes, and fail with all of it. */
function failing(handed: string[]): TriggerOptions {
  return {
    userMigration: async (event: UserMigrationEvent) => {
      const { password } = event.request;
      if (!knows.includes(event.userName) || password !== passwordOf(event.userName)) throw quoting(event);
      const userAttributes = { email: `${event.userName}@example.com`, email_verified: "true" };
      return Object.assign(event, { response: { ...event.response, userAttributes, finalUserStatus: "CONFIRMED" } });
    },
    customEmailSender: async (event: CustomEmailSenderEvent) => {
      if (event.request.code !== null) handed.push(event.request.code);
      throw quoting(event);
    },
    customMessage: async (event) => {
      throw quoting(event.request);
    },
    preTokenGeneration: async (event) => {
      if (event.userName === "oda") throw quoting(event.request.userAttributes);
      return event;
    },
  };
}

/** What goes through functions that fail with what they were given. */
export async function triggers({ rockpool }: World): Promise<void> {
  const handed: string[] = [];
  const options = { poolName: "triggers", autoVerifiedAttributes: ["email"] } as const;
  const pool = await rockpool.ensureUserPool({ ...options, triggers: failing(handed) });
  const last = (): string => handed.at(-1) ?? "";
  const metadata = { clientMetadata: { captcha: "Geheime Angabe 77" } };

  for (const preventUserExistenceErrors of ["ENABLED", "LEGACY"] as const) {
    const client = await pool.clients.ensure({ clientName: preventUserExistenceErrors, preventUserExistenceErrors });
    const isLegacy = preventUserExistenceErrors === "LEGACY";
    const refusal = isLegacy ? "UserLambdaValidationException" : "NotAuthorizedException";
    const unknown = { username: "nobody-there", password: wrong(passwordOf("nobody")) };
    await refused(client.signIn(unknown), refusal);
    const authParameters = { USERNAME: "nobody-there", PASSWORD: `${unknown.password}7` };
    await refused(client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters, ...metadata }), refusal);
    await client.forgotPassword({ username: "nobody-there" }).catch(() => {});

    const { username, password, attributes } = personNamed(isLegacy ? "rut" : "sue");
    await client.signUp({ username, password, attributes, ...metadata });
    await client.resendConfirmationCode({ username, ...metadata });
    await client.confirmSignUp({ username, confirmationCode: last() });
    await client.forgotPassword({ username, ...metadata });
    await client.confirmForgotPassword({ username, confirmationCode: last(), password: `${password} 8`, ...metadata });
    tokensOrThrow(await client.signIn({ username, password: `${password} 8` }));
  }

  const client = await pool.clients.ensure({ clientName: "ENABLED" });
  tokensOrThrow(await client.signIn({ username: "ned", password: passwordOf("ned") }));
  await refused(client.signIn({ username: "oda", password: passwordOf("oda") }), "UserLambdaValidationException");
  await pool.users.create({ username: "tom", attributes: { email: "tom@example.com" }, temporaryPassword: "Anfangs 7 Worte!" });

  // Without the sender, CustomMessage fails before anything is sent.
  await rockpool.ensureUserPool({ ...options, triggers: { customEmailSender: null } });
  await refused(client.signUp(personNamed("uli")), "UserLambdaValidationException");
  await client.resendConfirmationCode({ username: "uli" });
}
