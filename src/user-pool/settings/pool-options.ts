import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { type EnsureOptions, ensureMembers, nameSchema } from "./ensure.ts";
import {
  defaultPasswordPolicy,
  type PasswordPolicy,
  type PasswordPolicyOptions,
  passwordPolicySchema,
} from "./password-policy.ts";

/** What `ensureUserPool` takes. A member that is left out stays as it is stored, or gets its default at creation. */
export interface UserPoolOptions extends EnsureOptions<ResettableUserPoolSetting> {
  /** 1 to 128 of letters, digits, white space and `_+=,.@-`. The pool is found by it, unless it has a `key`. */
  readonly poolName: string;
  /** The contacts that get a code at sign-up and become verified by it. @default [] */
  readonly autoVerifiedAttributes?: readonly "email"[] | undefined;
  /** Merged member by member. */
  readonly passwordPolicy?: PasswordPolicyOptions | undefined;
  /** The `iss` of the pool's tokens, an absolute URL without query or fragment. @default `baseUrl` + "/" + pool id */
  readonly issuer?: string | undefined;
}

/** What `reset` may name. */
export type ResettableUserPoolSetting = "autoVerifiedAttributes" | "passwordPolicy" | "issuer";

/** What the domain works with: every default applied. */
export interface UserPoolSettings {
  readonly poolName: string;
  readonly autoVerifiedAttributes: readonly "email"[];
  readonly passwordPolicy: PasswordPolicy;
  /** `null`: derived from the base URL of whoever runs the pool. */
  readonly issuer: string | null;
}

export const userPoolSchema: SchemaOf<UserPoolOptions> = schemaFor<UserPoolOptions>()(
  z.strictObject({
    ...ensureMembers(["autoVerifiedAttributes", "passwordPolicy", "issuer"]),
    poolName: nameSchema,
    autoVerifiedAttributes: z
      .array(z.enum(["email"]))
      .max(1)
      .optional(),
    passwordPolicy: passwordPolicySchema.optional(),
    issuer: z
      .url({ protocol: /^https?$/ })
      .max(1024)
      .regex(/^[^?#]+$/, "Member must have no query and no fragment")
      .optional(),
  }),
);

/** Merged at creation only; the name has none. */
export const defaultUserPoolSettings: Pick<UserPoolSettings, ResettableUserPoolSetting> = {
  autoVerifiedAttributes: [],
  passwordPolicy: defaultPasswordPolicy,
  issuer: null,
};
