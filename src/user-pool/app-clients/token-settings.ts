import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { type Patch, type SettingTopic, settingRefused } from "../../settings/topic.ts";

/** How long a client's tokens and questions last. */
export interface ClientTokenSettings {
  /** 300 to 86400, and no longer than the refresh token's. @default 3600 */
  readonly accessTokenValiditySeconds: number;
  /** 300 to 86400, and no longer than the refresh token's. @default 3600 */
  readonly idTokenValiditySeconds: number;
  /** An hour to 3650 days. @default 2592000 (30 days) */
  readonly refreshTokenValiditySeconds: number;
  readonly refreshTokenRotation: RefreshTokenRotation;
  /**
   * Whether a refresh token can be revoked: access and ID tokens then say which sign-in they come from. Without it, and without
   * rotation, an access token is good for its user until it expires, also after a sign-out. @default true
   */
  readonly enableTokenRevocation: boolean;
  /** How long the session of a challenge can be answered: 3 to 15 minutes. @default 180 */
  readonly authSessionValiditySeconds: number;
}

export interface RefreshTokenRotation {
  /** Whether each use of a refresh token gives another one. @default "DISABLED" */
  readonly feature: "ENABLED" | "DISABLED";
  /** How long the one before still works, 0 to 60 s. @default 0 */
  readonly retryGracePeriodSeconds: number;
}

/** The ranges are a rule, and not the schema's, for the service's words. */
const tokenSeconds = z.int();
const DAY = 86_400;
const ranges = {
  accessTokenValiditySeconds: [300, DAY],
  idTokenValiditySeconds: [300, DAY],
  refreshTokenValiditySeconds: [3_600, 3_650 * DAY],
} as const;

export const clientTokens: SettingTopic<ClientTokenSettings> = {
  schemas: {
    accessTokenValiditySeconds: tokenSeconds,
    idTokenValiditySeconds: tokenSeconds,
    refreshTokenValiditySeconds: tokenSeconds,
    refreshTokenRotation: schemaFor<Patch<RefreshTokenRotation>>()(
      z.strictObject({
        feature: z.enum(["ENABLED", "DISABLED"]).optional(),
        retryGracePeriodSeconds: z.int().min(0).max(60).optional(),
      }),
    ),
    enableTokenRevocation: z.boolean(),
    authSessionValiditySeconds: z.int().min(180).max(900),
  },
  defaults: {
    accessTokenValiditySeconds: 3_600,
    idTokenValiditySeconds: 3_600,
    refreshTokenValiditySeconds: 2_592_000,
    refreshTokenRotation: { feature: "DISABLED", retryGracePeriodSeconds: 0 },
    enableTokenRevocation: true,
    authSessionValiditySeconds: 180,
  },
  check(settings) {
    for (const member of Object.keys(ranges) as (keyof typeof ranges)[]) {
      const [least, most] = ranges[member];
      if (settings[member] >= least && settings[member] <= most) continue;
      throw settingRefused(member, "Invalid range for token validity.");
    }
    for (const member of ["accessTokenValiditySeconds", "idTokenValiditySeconds"] as const) {
      if (settings[member] <= settings.refreshTokenValiditySeconds) continue;
      const message = "Access and Id Token expiration times must be less than or equal to refresh token expiration times.";
      throw settingRefused(member, message);
    }
  },
};
