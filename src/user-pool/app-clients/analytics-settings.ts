import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { type Patch, type SettingTopic, settingRefused } from "../../settings/topic.ts";

export interface AnalyticsSettings {
  /** Where Cognito sends figures of a client. It is kept, and nothing is sent. */
  readonly analyticsConfiguration: AnalyticsConfiguration;
}

/** The ARN alone, or id, external id and role together, or none of them. */
export interface AnalyticsConfiguration {
  /** @default null */
  readonly applicationArn: string | null;
  /** Hexadecimal digits. @default null */
  readonly applicationId: string | null;
  /** 1 to 1224. @default null */
  readonly externalId: string | null;
  /** @default null */
  readonly roleArn: string | null;
  /** @default false */
  readonly userDataShared: boolean;
}

const ARN = /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$/;
const arn = z.string().min(20).max(2048).regex(ARN).nullable().optional();

export const analytics: SettingTopic<AnalyticsSettings> = {
  schemas: {
    analyticsConfiguration: schemaFor<Patch<AnalyticsConfiguration>>()(
      z.strictObject({
        applicationArn: arn,
        applicationId: z
          .string()
          .max(256)
          .regex(/^[0-9a-fA-F]+$/)
          .nullable()
          .optional(),
        externalId: z.string().min(1).max(1224).nullable().optional(),
        roleArn: arn,
        userDataShared: z.boolean().optional(),
      }),
    ),
  },
  defaults: {
    analyticsConfiguration: { applicationArn: null, applicationId: null, externalId: null, roleArn: null, userDataShared: false },
  },
  check({ analyticsConfiguration: { applicationArn, applicationId, externalId, roleArn } }) {
    const others = [applicationId, roleArn, externalId].filter((member) => member !== null).length;
    if (applicationArn === null ? others === 0 || others === 3 : others === 0) return;
    const message =
      "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid";
    throw settingRefused("analyticsConfiguration", message);
  },
};
