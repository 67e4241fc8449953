import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { type EnsureOptions, ensureMembers, nameSchema } from "../../settings/ensure.ts";
import { merge } from "../../settings/reconcile.ts";
import { refuseTooLarge } from "../../settings/record-size.ts";
import { optional, type Patch, settingRefused } from "../../settings/topic.ts";
import { type AnalyticsSettings, analytics } from "./analytics-settings.ts";
import { type AttributePermissions, attributePermissions } from "./attribute-permissions.ts";
import { type AuthFlowSettings, clientAuthFlows } from "./auth-flows.ts";
import { type ClientOAuthSettings, clientOAuth } from "./oauth-settings.ts";
import { ownSecretSchema } from "./own-secret.ts";
import { type ClientTokenSettings, clientTokens } from "./token-settings.ts";

/** The settings of an application, every default applied: the members of CreateUserPoolClient. */
export interface AppClientSettings
  extends AuthFlowSettings,
    ClientTokenSettings,
    AttributePermissions,
    ClientOAuthSettings,
    AnalyticsSettings {
  /** 1 to 128 of letters, digits, white space and `_+=,.@-`. */
  readonly clientName: string;
  /** Whether the client has a secret, and must send SECRET_HASH: one that is drawn, or `clientSecret`. @default false */
  readonly generateSecret: boolean;
  /**
   * `ENABLED`: whether a user exists is told to nobody who cannot prove to be that user. `LEGACY`: errors say it. (Cognito's API
   * says LEGACY unless told.) @default "ENABLED"
   */
  readonly preventUserExistenceErrors: "ENABLED" | "LEGACY";
  /** Whether requests that nobody signed may tell the IP address of the user. Needs a secret. @default false */
  readonly enablePropagateAdditionalUserContextData: boolean;
}

/** What `clients.ensure` takes: settings, of which what is left out stays as it is stored, or gets its default at creation. */
export interface AppClientOptions extends AppClientPatch, EnsureOptions<ResettableAppClientSetting> {
  /** The client is found by it, unless it has a `key`. 1 to 128 of letters, digits, white space and `_+=,.@-`. */
  readonly clientName: string;
  /**
   * A secret of your own for a new client, in place of one that is drawn: 24 to 64 letters, digits, `_` and `+`. The client has
   * `generateSecret: true` then, which is not to be written beside it. It is no setting, and shown by `clientSecret()` only. A
   * client that is there must have it already. @default none
   */
  readonly clientSecret?: string | undefined;
}

/** What `clients.update` takes. */
export interface AppClientPatch extends Patch<AppClientSettings> {}

/** What `reset` may name. */
export type ResettableAppClientSetting = Exclude<keyof AppClientSettings, "clientName">;

const topics = [clientAuthFlows, clientTokens, attributePermissions, clientOAuth, analytics] as const;

/** Merged at creation only; the name has none. */
export const defaultAppClientSettings: Pick<AppClientSettings, ResettableAppClientSetting> = {
  ...clientAuthFlows.defaults,
  ...clientTokens.defaults,
  ...attributePermissions.defaults,
  ...clientOAuth.defaults,
  ...analytics.defaults,
  generateSecret: false,
  preventUserExistenceErrors: "ENABLED",
  enablePropagateAdditionalUserContextData: false,
};

const patchShape = {
  ...optional(clientAuthFlows.schemas),
  ...optional(clientTokens.schemas),
  ...optional(attributePermissions.schemas),
  ...optional(clientOAuth.schemas),
  ...optional(analytics.schemas),
  generateSecret: z.boolean().optional(),
  preventUserExistenceErrors: z.enum(["ENABLED", "LEGACY"]).optional(),
  enablePropagateAdditionalUserContextData: z.boolean().optional(),
};

export const appClientSchema: SchemaOf<AppClientOptions> = schemaFor<AppClientOptions>()(
  z.strictObject({
    ...ensureMembers(Object.keys(defaultAppClientSettings) as ResettableAppClientSetting[]),
    ...patchShape,
    clientName: nameSchema,
    clientSecret: ownSecretSchema.optional(),
  }),
);

export const appClientPatchSchema: SchemaOf<AppClientPatch> = schemaFor<AppClientPatch>()(
  z.strictObject({ ...patchShape, clientName: nameSchema.optional() }),
);

/** Settings that were stored before some member was known, with that member's default. */
export function completeAppClient(stored: AppClientSettings): AppClientSettings {
  return merge({ ...defaultAppClientSettings, clientName: stored.clientName }, stored);
}

/** What is fixed at creation. */
export const frozenAppClientSettings: readonly (keyof AppClientSettings)[] = ["generateSecret"];

/** Rules between members, checked on what the settings would become. @throws `InvalidParameterException`, `InvalidOAuthFlowException` */
export function checkAppClient(settings: AppClientSettings): void {
  for (const { check } of topics) check?.(settings);
  if (settings.allowedOAuthFlows.includes("client_credentials") && !settings.generateSecret) {
    const message = "client_credentials flow can not be selected if client does not have a client secret.";
    throw new RockpoolError("InvalidOAuthFlowException", message);
  }
  if (settings.refreshTokenRotation.feature === "ENABLED" && settings.explicitAuthFlows.includes("ALLOW_REFRESH_TOKEN_AUTH")) {
    // The service's words are not known.
    const message = "ALLOW_REFRESH_TOKEN_AUTH cannot be used where refresh token rotation is enabled.";
    throw settingRefused("explicitAuthFlows", message);
  }
  if (settings.enablePropagateAdditionalUserContextData && !settings.generateSecret) {
    const message = "Client Secret is required to set EnablePropagateAdditionalUserContextData as true";
    throw settingRefused("enablePropagateAdditionalUserContextData", message);
  }
  refuseTooLarge("client", settings);
}
