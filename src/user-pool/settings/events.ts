import { z } from "zod";
import type { SettingTopic } from "../../settings/topic.ts";

/** What is remembered of what happened to users. */
export interface EventSettings {
  /**
   * How many days `users.listAuthEvents` remembers a sign-in, a sign-up, a password change, a forgotten password or a resent code: 0 to
   * 731, 0 remembers none. Each is a record that its own plan writes. (Cognito keeps two years, with threat protection only.)
   * @default 30
   */
  readonly authEventRetentionDays: number;
}

export const eventSettings: SettingTopic<EventSettings> = {
  schemas: { authEventRetentionDays: z.int().min(0).max(731) },
  defaults: { authEventRetentionDays: 30 },
};
