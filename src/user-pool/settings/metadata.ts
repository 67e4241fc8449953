import { z } from "zod";
import type { SettingTopic } from "../../settings/topic.ts";

/** What is said of a pool, and what protects it. */
export interface MetadataSettings {
  /** `ACTIVE`: the pool cannot be deleted. @default "INACTIVE" */
  readonly deletionProtection: "ACTIVE" | "INACTIVE";
  /** At most 50, replaced as a whole; keys of 1 to 128 and values of at most 256 characters. @default {} */
  readonly userPoolTags: Tags;
  /** Cognito's price list. It is kept, and takes nothing away here. @default "ESSENTIALS" */
  readonly userPoolTier: "LITE" | "ESSENTIALS" | "PLUS";
}

export interface Tags {
  readonly [key: string]: string;
}

export const metadata: SettingTopic<MetadataSettings> = {
  schemas: {
    deletionProtection: z.enum(["ACTIVE", "INACTIVE"]),
    userPoolTags: z
      .record(z.string().min(1).max(128), z.string().max(256).optional())
      .refine((tags) => Object.keys(tags).length <= 50, "Member must have at most 50 tags"),
    userPoolTier: z.enum(["LITE", "ESSENTIALS", "PLUS"]),
  },
  defaults: { deletionProtection: "INACTIVE", userPoolTags: {}, userPoolTier: "ESSENTIALS" },
};
