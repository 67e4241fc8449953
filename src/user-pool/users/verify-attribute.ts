import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import { type PassedOn, passedOnSchema } from "../../triggers/client-metadata.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";
import { userNotFound } from "./account.ts";
import type { Actor } from "./actor.ts";
import { attemptsOf, countOne, judgeBudget, keepCount } from "./attempts.ts";
import { checkAttributesSize } from "./attributes.ts";
import { codes } from "./code.table.ts";
import { codeRefusal, judgeCode, newCode, replaceCode, verificationOf } from "./codes.ts";
import { renamed } from "./names.ts";
import { aliasExists } from "./new-user.ts";
import { sendCode } from "./send-code.ts";
import { users } from "./user.table.ts";

const contactSchema: SchemaOf<ContactAttribute> = z.enum(["email", "phone_number"]);

/**
 * Sends a code that proves an address of the user who asks: the one that waits to be proved, or the one there is (Cognito's
 * `GetUserAttributeVerificationCode`). It replaces the code before.
 *
 * @throws `LimitExceededException` after five in an hour; `InvalidParameterException`: there is no such address;
 *   `NotAuthorizedException`; `CodeDeliveryFailureException`: the code before is replaced all the same.
 */
export async function sendAttributeCode(
  context: PoolContext,
  actor: Actor,
  { attributeName, options = {} }: { readonly attributeName: ContactAttribute; readonly options?: PassedOn | undefined },
): Promise<CodeDeliveryDetails> {
  const name = parse(contactSchema, attributeName, "attributeName");
  const { clientMetadata } = parse(passedOnSchema, options, "options");
  const { poolId, store } = context;
  const { sub, client } = actor;
  const counter = attemptsOf(context, sub, "getUserAttributeVerificationCode");
  const message = await attemptTelling(context, async ({ read }) => {
    const now = store.runtime.clock();
    const standing = await actor.stands(read);
    const of = { poolId, sub, purpose: verificationOf[name] };
    const [user, code, attempts] = await read([users.key(of), codes.key(of), counter]);
    if (user === undefined) throw userNotFound();
    judgeBudget(attempts, "getUserAttributeVerificationCode", now);
    const isWaiting = code !== undefined && code.value.usedAt === null && !code.isExpired(now);
    const pending = isWaiting ? code.value.pendingValue : null;
    const destination = pending ?? user.value.attributes[name];
    if (!destination) {
      const what = name.replace("_", " ");
      throw new RockpoolError("InvalidParameterException", `User has no ${what} to verify.`, { path: "attributeName" });
    }
    const made = newCode(context, { ...of, attributeName: name, destination, isPending: pending !== null });
    const counted = countOne(context, counter, attempts, "getUserAttributeVerificationCode");
    return {
      commit: [...standing.check(), user.check(), replaceCode(code, made), counted],
      result: { made, user: user.value },
    };
  });
  return sendCode(context, {
    ...message,
    source: "CustomMessage_VerifyUserAttribute",
    clientId: client.clientId,
    clientMetadata,
  });
}

export interface VerifyAttributeInput {
  readonly attributeName: ContactAttribute;
  /** Six digits; anything else is a wrong code. */
  readonly code: string;
}

const schema: SchemaOf<VerifyAttributeInput> = schemaFor<VerifyAttributeInput>()(
  z.strictObject({
    attributeName: contactSchema as z.ZodType<ContactAttribute, ContactAttribute>,
    code: z.string().min(1).max(2048),
  }),
);

const purpose = "verifyUserAttribute";

/**
 * Proves an address by the code that was sent there (Cognito's `VerifyUserAttribute`): an address that waited becomes the user's, it
 * is verified, and what people sign in with where it is an alias.
 *
 * @throws `CodeMismatchException`: wrong; 15 an hour, then `LimitExceededException`. `ExpiredCodeException`: right, but used or more
 *   than 24 hours old; or there is no code. `AliasExistsException`: right, but somebody else has proved the address. `NotAuthorizedException`
 */
export async function verifyAttribute(context: PoolContext, actor: Actor, input: VerifyAttributeInput): Promise<void> {
  const { attributeName, code: presented } = parse(schema, input);
  const { poolId, store } = context;
  const { sub } = actor;
  const counter = attemptsOf(context, sub, purpose);
  await attemptTelling(context, async ({ read }): Promise<Telling<void>> => {
    const now = store.runtime.clock();
    const standing = await actor.stands(read);
    const of = { poolId, sub, purpose: verificationOf[attributeName] };
    const [user, code, attempts] = await read([users.key(of), codes.key(of), counter]);
    if (user === undefined) throw userNotFound();
    judgeBudget(attempts, purpose, now);
    // Every verdict is a plan that counts, so that parallel tries are judged in turn; a right code that ends nothing is a try too.
    const counted = countOne(context, counter, attempts, purpose);
    const verdict = judgeCode(context, code, user.value, presented);
    if (code === undefined || verdict !== "right") return { commit: [counted], refuse: codeRefusal(verdict, true) };
    try {
      const { attributes: before, username } = user.value;
      const value = code.value.pendingValue ?? before[attributeName] ?? "";
      const after = { ...before, [attributeName]: value, [`${attributeName}_verified`]: "true" };
      checkAttributesSize(after);
      const names = await renamed(context, read, { sub, username, before, after, taken: aliasExists });
      const verified = user.put({ attributes: after, lastModifiedAt: now });
      return {
        commit: [
          ...standing.check(),
          verified,
          ...names,
          code.put({ usedAt: now, pendingValue: null }),
          keepCount(context, counter, attempts, purpose),
        ],
        result: undefined,
        events: [{ type: "attributesChanged", sub, by: "user", names: [attributeName] }],
      };
    } catch (error) {
      if (isRockpoolError(error)) return { commit: [counted], refuse: error };
      throw error;
    }
  });
}
