import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { type Patch, type SettingTopic, settingRefused } from "./topic.ts";

/** By what users sign in (users-and-triggers.md 2.5). All of it is fixed at creation. */
export interface SignInNameSettings {
  /**
   * What a user may sign in with beside the user name: an address once it is verified, a preferred user name once it is set.
   * Not together with `usernameAttributes`. @default []
   */
  readonly aliasAttributes: readonly AliasAttribute[];
  /** What users sign up and in with in place of a user name; the user name is then the sub. @default [] */
  readonly usernameAttributes: readonly ContactAttribute[];
  readonly usernameConfiguration: UsernameConfiguration;
}

/** An attribute that holds an address to which something can be sent. */
export type ContactAttribute = "email" | "phone_number";
export type AliasAttribute = ContactAttribute | "preferred_username";

export interface UsernameConfiguration {
  /** Whether `Ada` and `ada` are two names, and two addresses. (Cognito's API says yes unless told, its console no.) @default false */
  readonly caseSensitive: boolean;
}

/** What is fixed at creation. */
export const frozenSignInNames: readonly (keyof SignInNameSettings)[] = [
  "aliasAttributes",
  "usernameAttributes",
  "usernameConfiguration",
];

export const signInNames: SettingTopic<SignInNameSettings> = {
  schemas: {
    aliasAttributes: z.array(z.enum(["email", "phone_number", "preferred_username"])).max(3),
    usernameAttributes: z.array(z.enum(["email", "phone_number"])).max(2),
    usernameConfiguration: schemaFor<Patch<UsernameConfiguration>>()(z.strictObject({ caseSensitive: z.boolean().optional() })),
  },
  defaults: { aliasAttributes: [], usernameAttributes: [], usernameConfiguration: { caseSensitive: false } },
  check({ aliasAttributes, usernameAttributes }) {
    if (aliasAttributes.length > 0 && usernameAttributes.length > 0) {
      const message = "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.";
      throw settingRefused("aliasAttributes", message);
    }
  },
};
