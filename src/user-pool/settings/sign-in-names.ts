import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { type Patch, type SettingTopic, settingRefused } from "../../settings/topic.ts";

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

const sets = ["aliasAttributes", "usernameAttributes"] as const;

/** Lists that are sets: one that names the same in another order is the one that is there, and no difference in what is fixed. */
export function sameSets<S extends Pick<SignInNameSettings, (typeof sets)[number]>>(stored: S, merged: S): S {
  const isSame = (member: (typeof sets)[number]): boolean => {
    const [before, after]: readonly (readonly string[])[] = [stored[member], merged[member]];
    return before?.every((name) => after?.includes(name)) === true && after?.every((name) => before.includes(name)) === true;
  };
  return { ...merged, ...Object.fromEntries(sets.filter(isSame).map((member) => [member, stored[member]])) };
}

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
