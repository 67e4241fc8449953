import { z } from "zod";
import { invalidParameter, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { type EnsureOptions, ensureMembers, nameSchema } from "../settings/ensure.ts";
import { authFlows, type ExplicitAuthFlow } from "./auth-flows.ts";

/** What `clients.ensure` takes. A member that is left out stays as it is stored, or gets its default at creation. */
export interface AppClientOptions extends AppClientMembers, EnsureOptions<ResettableAppClientSetting> {}

interface AppClientMembers {
  /** 1 to 128 of letters, digits, white space and `_+=,.@-`. The client is found by it, unless it has a `key`. */
  readonly clientName: string;
  /** Whether the client has a secret, and must send SECRET_HASH. Fixed at creation. @default false */
  readonly generateSecret?: boolean | undefined;
  /** @default ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] */
  readonly explicitAuthFlows?: readonly ExplicitAuthFlow[] | undefined;
  /** 300 to 86400, and no longer than the refresh token's. @default 3600 */
  readonly accessTokenValiditySeconds?: number | undefined;
  /** 300 to 86400, and no longer than the refresh token's. @default 3600 */
  readonly idTokenValiditySeconds?: number | undefined;
  /** An hour to 3650 days. @default 2592000 (30 days) */
  readonly refreshTokenValiditySeconds?: number | undefined;
  /** How long the session of a challenge can be answered: 3 to 15 minutes. @default 180 */
  readonly authSessionValiditySeconds?: number | undefined;
}

/** What the domain works with: every default applied. */
export type AppClientSettings = { readonly [M in keyof AppClientMembers]-?: Exclude<AppClientMembers[M], undefined> };

/** What `reset` may name. */
export type ResettableAppClientSetting = Exclude<keyof AppClientMembers, "clientName">;

const tokenSeconds = z.int().min(300).max(86_400);

export const appClientSchema: SchemaOf<AppClientOptions> = schemaFor<AppClientOptions>()(
  z.strictObject({
    ...ensureMembers([
      "generateSecret",
      "explicitAuthFlows",
      "accessTokenValiditySeconds",
      "idTokenValiditySeconds",
      "refreshTokenValiditySeconds",
      "authSessionValiditySeconds",
    ]),
    clientName: nameSchema,
    generateSecret: z.boolean().optional(),
    explicitAuthFlows: z
      .array(z.enum(authFlows.map((flow) => `ALLOW_${flow}` as const)))
      .max(authFlows.length)
      .optional(),
    accessTokenValiditySeconds: tokenSeconds.optional(),
    idTokenValiditySeconds: tokenSeconds.optional(),
    refreshTokenValiditySeconds: z.int().min(3_600).max(315_360_000).optional(),
    authSessionValiditySeconds: z.int().min(180).max(900).optional(),
  }),
);

/** Merged at creation only; the name has none. SRP is off by default: no verifier is kept that no client needs. */
export const defaultAppClientSettings: Pick<AppClientSettings, ResettableAppClientSetting> = {
  generateSecret: false,
  explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  accessTokenValiditySeconds: 3_600,
  idTokenValiditySeconds: 3_600,
  refreshTokenValiditySeconds: 2_592_000,
  authSessionValiditySeconds: 180,
};

/** What is fixed at creation. */
export const frozenAppClientSettings: readonly (keyof AppClientSettings)[] = ["generateSecret"];

/** Rules between members, checked on what the settings would become. @throws `InvalidParameterException` */
export function checkAppClient(settings: AppClientSettings): void {
  for (const member of ["accessTokenValiditySeconds", "idTokenValiditySeconds"] as const) {
    if (settings[member] > settings.refreshTokenValiditySeconds) {
      throw invalidParameter([member], "Member must not exceed refreshTokenValiditySeconds");
    }
  }
}
