import { invalidParameter } from "../codecs/schema.ts";
import type { CustomMessageHandler } from "./custom-message.ts";
import type { CustomEmailSenderHandler, CustomSMSSenderHandler } from "./custom-sender.ts";
import type { PostAuthenticationHandler } from "./post-authentication.ts";
import type { PostConfirmationHandler } from "./post-confirmation.ts";
import type { PreAuthenticationHandler } from "./pre-authentication.ts";
import type { PreSignUpHandler } from "./pre-sign-up.ts";
import type {
  PreTokenGenerationHandler,
  PreTokenGenerationV2Handler,
  PreTokenGenerationV3Handler,
} from "./pre-token-generation.ts";
import type { AnyTriggerHandler, LocalTriggers } from "./registry.ts";
import { type StoredTriggers, simpleTriggerNames, type TriggerName } from "./triggers.ts";
import type { UserMigrationHandler } from "./user-migration.ts";

/**
 * One trigger, as it is written. A function is given to this process, and stored by the name `<poolName>/<trigger>`; other processes give
 * it too. A text is the name (or ARN) of one that was given to `Rockpool.open` in `functions`. `null` takes the trigger away. `"skip"`
 * does not call it in this process, and is stored nowhere.
 */
export type TriggerOption<H> = H | string | null;

/** The triggers of a pool. One that is not written stays as it is. */
export interface TriggerOptions {
  readonly preSignUp?: TriggerOption<PreSignUpHandler> | undefined;
  readonly postConfirmation?: TriggerOption<PostConfirmationHandler> | undefined;
  readonly preAuthentication?: TriggerOption<PreAuthenticationHandler> | undefined;
  readonly postAuthentication?: TriggerOption<PostAuthenticationHandler> | undefined;
  /** A function, or a name, is of V1_0. */
  readonly preTokenGeneration?: TriggerOption<PreTokenGenerationHandler> | VersionedHandler | undefined;
  readonly userMigration?: TriggerOption<UserMigrationHandler> | undefined;
  readonly customMessage?: TriggerOption<CustomMessageHandler> | undefined;
  readonly customEmailSender?: TriggerOption<CustomEmailSenderHandler> | undefined;
  readonly customSMSSender?: TriggerOption<CustomSMSSenderHandler> | undefined;
}

export type VersionedHandler =
  | { readonly version: "V1_0"; readonly handler: PreTokenGenerationHandler | string }
  | { readonly version: "V2_0"; readonly handler: PreTokenGenerationV2Handler | string }
  | { readonly version: "V3_0"; readonly handler: PreTokenGenerationV3Handler | string };

/** What is written, as it is stored. */
type WrittenTriggers = { -readonly [N in TriggerName]?: StoredTriggers[N] };

/**
 * Parts what is written into what is stored and what stays here. What has no form of a trigger is left for the schema of what is stored
 * to refuse.
 *
 * @throws `InvalidParameterException`
 */
export function partTriggers(
  poolName: string,
  options: TriggerOptions | undefined,
): { readonly written: WrittenTriggers | undefined; readonly local: LocalTriggers } {
  const functions = new Map<string, AnyTriggerHandler>();
  const skipped: TriggerName[] = [];
  const written: Record<string, unknown> = {};
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    return { written: options as undefined, local: { functions, skipped, unskipped: [] } };
  }
  const nameOf = (trigger: string, value: unknown): unknown => {
    if (typeof value !== "function") return value;
    const name = `${poolName}/${trigger}`;
    functions.set(name, value as AnyTriggerHandler);
    return name;
  };
  for (const [trigger, value] of Object.entries(options) as [TriggerName, unknown][]) {
    if (value === undefined) continue;
    if (value === "skip") skipped.push(trigger);
    else if (trigger !== "preTokenGeneration") written[trigger] = nameOf(trigger, value);
    else written[trigger] = value === null ? null : versioned(value, (one) => nameOf(trigger, one));
  }
  const unknown = skipped.find((trigger) => trigger !== "preTokenGeneration" && !simpleTriggerNames.includes(trigger));
  if (unknown !== undefined) throw invalidParameter(["triggers", unknown], "Member must be a trigger");
  const unskipped = Object.keys(written) as TriggerName[];
  return { written: written as WrittenTriggers, local: { functions, skipped, unskipped } };
}

function versioned(value: unknown, nameOf: (handler: unknown) => unknown): unknown {
  if (typeof value === "function" || typeof value === "string") return { version: "V1_0", handler: nameOf(value) };
  const { handler, ...others } = value as { readonly handler?: unknown };
  return { ...others, handler: nameOf(handler) };
}
