import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { type SettingTopic, settingRefused } from "../../settings/topic.ts";
import type { ClientTokenSettings } from "./token-settings.ts";

/** Cognito's names of the ways in which a sign-in begins, or goes on (authentication.md 1.2). */
export const authFlows = [
  "USER_PASSWORD_AUTH",
  "USER_SRP_AUTH",
  "USER_AUTH",
  "ADMIN_USER_PASSWORD_AUTH",
  "CUSTOM_AUTH",
  "REFRESH_TOKEN_AUTH",
] as const;

export type AuthFlow = (typeof authFlows)[number];

/** Names of before 2019. */
export type LegacyAuthFlow = "USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" | "CUSTOM_AUTH_FLOW_ONLY";

/** A member of a client's `explicitAuthFlows`. */
export type ExplicitAuthFlow = `ALLOW_${AuthFlow}` | LegacyAuthFlow;

/** The flow that each of the older names allows. */
const legacyFlows: Readonly<Record<LegacyAuthFlow, AuthFlow>> = {
  USER_PASSWORD_AUTH: "USER_PASSWORD_AUTH",
  ADMIN_NO_SRP_AUTH: "ADMIN_USER_PASSWORD_AUTH",
  CUSTOM_AUTH_FLOW_ONLY: "CUSTOM_AUTH",
};

const explicitFlows: readonly ExplicitAuthFlow[] = [
  ...authFlows.map((flow) => `ALLOW_${flow}` as const),
  ...(Object.keys(legacyFlows) as LegacyAuthFlow[]),
];

export interface AuthFlowSettings {
  /**
   * The flows by which the client's users sign in. `ALLOW_REFRESH_TOKEN_AUTH` must go where refresh tokens rotate. Cognito's older
   * names (`USER_PASSWORD_AUTH`, `ADMIN_NO_SRP_AUTH`, `CUSTOM_AUTH_FLOW_ONLY`) do not mix with those that begin with `ALLOW_`: with
   * them refresh is allowed as well (not where refresh tokens rotate), and so is SRP, but for `CUSTOM_AUTH_FLOW_ONLY`, which stands
   * for itself only. A flow that is not built can be named, and is refused where it begins. @default ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
   */
  readonly explicitAuthFlows: readonly ExplicitAuthFlow[];
}

/** SRP is off by default: no verifier is kept that no client needs. */
export const clientAuthFlows: SettingTopic<AuthFlowSettings> = {
  schemas: {
    explicitAuthFlows: schemaFor<readonly ExplicitAuthFlow[]>()(z.array(z.enum(explicitFlows)).max(explicitFlows.length)),
  },
  defaults: { explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
  check({ explicitAuthFlows }) {
    if (new Set(explicitAuthFlows).size < explicitAuthFlows.length) {
      throw settingRefused("explicitAuthFlows", "A flow is named twice");
    }
    const legacy = explicitAuthFlows.filter(isLegacy);
    if (legacy.length > 0 && legacy.length < explicitAuthFlows.length) {
      const message = `"Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."`;
      throw settingRefused("explicitAuthFlows", message);
    }
  },
};

/** Whether a client's users may sign in by this flow, or go on by it. */
export function allowsFlow(
  { explicitAuthFlows, refreshTokenRotation }: AuthFlowSettings & Pick<ClientTokenSettings, "refreshTokenRotation">,
  flow: AuthFlow,
): boolean {
  // The flow gives no new refresh token: where they rotate it is off (authentication.md), whatever the older names stand for.
  if (flow === "REFRESH_TOKEN_AUTH" && refreshTokenRotation.feature === "ENABLED") return false;
  const legacy = explicitAuthFlows.filter(isLegacy);
  if (legacy.length === 0) return explicitAuthFlows.includes(`ALLOW_${flow}`);
  if (flow === "REFRESH_TOKEN_AUTH") return true;
  if (legacy.includes("CUSTOM_AUTH_FLOW_ONLY")) return flow === "CUSTOM_AUTH";
  return flow === "USER_SRP_AUTH" || legacy.some((name) => legacyFlows[name] === flow);
}

function isLegacy(flow: ExplicitAuthFlow): flow is LegacyAuthFlow {
  return Object.hasOwn(legacyFlows, flow);
}
