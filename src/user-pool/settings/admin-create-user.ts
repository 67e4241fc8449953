import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import type { Patch, SettingTopic } from "../../settings/topic.ts";
import { defaultInviteMessage, type InviteMessageTemplate, inviteMessageSchema } from "./messages.ts";

/** How users come into being. */
export interface AdminCreateUserSettings {
  readonly adminCreateUserConfig: AdminCreateUserConfig;
}

export interface AdminCreateUserConfig {
  /** Whether nobody can sign up, and users are made by administrators only. @default false */
  readonly allowAdminCreateUserOnly: boolean;
  readonly inviteMessageTemplate: InviteMessageTemplate;
}

export const adminCreateUser: SettingTopic<AdminCreateUserSettings> = {
  schemas: {
    adminCreateUserConfig: schemaFor<Patch<AdminCreateUserConfig>>()(
      z.strictObject({
        allowAdminCreateUserOnly: z.boolean().optional(),
        inviteMessageTemplate: inviteMessageSchema.optional(),
      }),
    ),
  },
  defaults: { adminCreateUserConfig: { allowAdminCreateUserOnly: false, inviteMessageTemplate: defaultInviteMessage } },
};
