import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { type Patch, type SettingTopic, settingRefused } from "../../settings/topic.ts";
import type { ContactAttribute } from "./sign-in-names.ts";

/** Which addresses are proved, and when (users-and-triggers.md 2.1, 3.6). */
export interface VerificationSettings {
  /** The addresses that get a code at sign-up and when they change, and become verified by it. @default [] */
  readonly autoVerifiedAttributes: readonly ContactAttribute[];
  readonly userAttributeUpdateSettings: UserAttributeUpdateSettings;
}

export interface UserAttributeUpdateSettings {
  /**
   * Addresses that keep their value until a code that was sent to the new one proves it. Each of them must be auto-verified.
   * @default []
   */
  readonly attributesRequireVerificationBeforeUpdate: readonly ContactAttribute[];
}

const contacts = z.array(z.enum(["email", "phone_number"])).max(2);

export const verification: SettingTopic<VerificationSettings> = {
  schemas: {
    autoVerifiedAttributes: contacts,
    userAttributeUpdateSettings: schemaFor<Patch<UserAttributeUpdateSettings>>()(
      z.strictObject({ attributesRequireVerificationBeforeUpdate: contacts.optional() }),
    ),
  },
  defaults: {
    autoVerifiedAttributes: [],
    userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: [] },
  },
  check({ autoVerifiedAttributes, userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate } }) {
    if (attributesRequireVerificationBeforeUpdate.some((name) => !autoVerifiedAttributes.includes(name))) {
      throw settingRefused(
        "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate",
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
      );
    }
  },
};
