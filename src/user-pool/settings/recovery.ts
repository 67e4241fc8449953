import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { type Patch, type SettingTopic, settingRefused } from "../../settings/topic.ts";

/** How somebody who forgot the password comes back (users-and-triggers.md 3.5, authentication.md 7.5). */
export interface RecoverySettings {
  readonly accountRecoverySetting: AccountRecoverySetting;
}

export interface AccountRecoverySetting {
  /** In the order of their priority; `null`: a verified phone number first, then a verified e-mail address. @default null */
  readonly recoveryMechanisms: readonly RecoveryMechanism[] | null;
}

export interface RecoveryMechanism {
  /** `admin_only` stands alone: nobody recovers an account but an administrator. */
  readonly name: "verified_email" | "verified_phone_number" | "admin_only";
  /** 1 comes before 2. */
  readonly priority: 1 | 2;
}

export const recovery: SettingTopic<RecoverySettings> = {
  schemas: {
    accountRecoverySetting: schemaFor<Patch<AccountRecoverySetting>>()(
      z.strictObject({
        recoveryMechanisms: z
          .array(
            z.strictObject({
              name: z.enum(["verified_email", "verified_phone_number", "admin_only"]),
              priority: z.union([z.literal(1), z.literal(2)]),
            }),
          )
          .min(1)
          .max(2)
          .nullable()
          .optional(),
      }),
    ),
  },
  defaults: { accountRecoverySetting: { recoveryMechanisms: null } },
  check({ accountRecoverySetting: { recoveryMechanisms } }) {
    const all = recoveryMechanisms ?? [];
    const path = "accountRecoverySetting.recoveryMechanisms";
    if (all.length > 1 && all.some(({ name }) => name === "admin_only")) {
      const message = "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.";
      throw settingRefused(path, message);
    }
    for (const member of ["name", "priority"] as const) {
      if (new Set(all.map((mechanism) => mechanism[member])).size < all.length) {
        throw settingRefused(path, "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.");
      }
    }
  },
};
