import type { TestPoolOptions } from "rockpool/testing";
import type { Contact } from "./person.ts";

/** What of a pool's settings the model knows. */
export interface Variant {
  readonly title: string;
  readonly aliases: readonly (Contact | "preferred_username")[];
  readonly autoVerified: readonly Contact[];
  /** Addresses that count when a code has proved them. */
  readonly careful: readonly Contact[];
  /** Whether an administrator can make users without a password. */
  readonly isPasswordless: boolean;
  readonly isCaseSensitive: boolean;
}

const usual: Variant = {
  title: "an e-mail address is an alias",
  aliases: ["email"],
  autoVerified: ["email"],
  careful: [],
  isPasswordless: false,
  isCaseSensitive: false,
};

export const variants: readonly Variant[] = [
  usual,
  {
    ...usual,
    title: "everything is an alias, and addresses are proved before they count",
    aliases: ["email", "phone_number", "preferred_username"],
    autoVerified: ["email", "phone_number"],
    careful: ["email", "phone_number"],
  },
  { ...usual, title: "there are no aliases, and case counts", aliases: [], isCaseSensitive: true },
  {
    ...usual,
    title: "people need no password, and only phone numbers are verified",
    aliases: ["email", "phone_number"],
    autoVerified: ["phone_number"],
    careful: ["phone_number"],
    isPasswordless: true,
  },
];

export function poolOptions({ aliases, autoVerified, careful, isPasswordless, isCaseSensitive }: Variant): TestPoolOptions {
  return {
    aliasAttributes: aliases,
    autoVerifiedAttributes: autoVerified,
    userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: careful },
    signInPolicy: { allowedFirstAuthFactors: isPasswordless ? ["PASSWORD", "EMAIL_OTP"] : ["PASSWORD"] },
    usernameConfiguration: { caseSensitive: isCaseSensitive },
  };
}
