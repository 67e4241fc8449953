import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { type Patch, type SettingTopic, settingRefused } from "../../settings/topic.ts";

/** What a sign-in may begin with. */
export interface SignInPolicySettings {
  readonly signInPolicy: SignInPolicy;
}

export interface SignInPolicy {
  /** `PASSWORD` is always among them. With another, an administrator can make users without a password. @default ["PASSWORD"] */
  readonly allowedFirstAuthFactors: readonly FirstAuthFactor[];
}

export type FirstAuthFactor = "PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN";

export const signInPolicy: SettingTopic<SignInPolicySettings> = {
  schemas: {
    signInPolicy: schemaFor<Patch<SignInPolicy>>()(
      z.strictObject({
        allowedFirstAuthFactors: z
          .array(z.enum(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]))
          .min(1)
          .max(4)
          .optional(),
      }),
    ),
  },
  defaults: { signInPolicy: { allowedFirstAuthFactors: ["PASSWORD"] } },
  check({ signInPolicy: { allowedFirstAuthFactors } }) {
    if (!allowedFirstAuthFactors.includes("PASSWORD")) {
      const message = "Password should be configured as one of the allowed first auth factors.";
      throw settingRefused("signInPolicy.allowedFirstAuthFactors", message);
    }
  },
};
