import { z } from "zod";
import { asData, invalidParameter, parse, type SchemaOf, schemaFor } from "./codecs/schema.ts";
import type { Delivery } from "./delivery/delivery.ts";
import type { CredentialIssuer } from "./identity-pool/credentials.ts";
import {
  type OpenIdConnectOptions,
  type OpenIdConnectSettings,
  openIdConnectSchema,
  openIdConnectSettings,
} from "./open-id-connect-options.ts";
import { type Clock, type Random, type Runtime, systemRuntime } from "./runtime.ts";
import type { KeyProvider } from "./seal/master-key.ts";
import type { StorageAdapter } from "./storage/contract.ts";
import { type KeySource, systemKeySource } from "./tokens/key-source.ts";
import { MAX_SETTINGS_AGE_MS } from "./tokens/rotation.ts";
import type { Signer } from "./tokens/signer.ts";
import type { AnyTriggerHandler, TriggerFunctions } from "./triggers/registry.ts";
import type { PasswordHashing } from "./user-pool/users/password-hasher.ts";

export interface RockpoolOptions {
  readonly storage: StorageAdapter;
  /** Seals what is secret in the storage. A storage that outlives the process refuses to open without it. */
  readonly masterKey?: string | KeyProvider | undefined;
  /** Tokens of a pool that names no issuer say `iss` = baseUrl + "/" + pool id. An absolute URL. */
  readonly baseUrl: string;
  /** Sends codes to people. */
  readonly delivery: Delivery;
  /** The first part of new pool ids. @default "us-east-1" */
  readonly region?: string | undefined;
  /** How long settings, clients and keys may be remembered before they are read again; 0 reads them each time. @default 5 */
  readonly settingsMaxAgeSeconds?: number | undefined;
  /** What a password hash costs. Passwords are hashed anew at sign-in when it changes. */
  readonly passwordHashing?: PasswordHashing | undefined;
  /** The time, in ms since the epoch. @default Date.now */
  readonly clock?: Clock | undefined;
  /** @default `randomBytes` of `node:crypto` */
  readonly random?: Random | undefined;
  /** Where signing keys come from. @default new key pairs: RSA of 2048 bits, or P-256 */
  readonly keySource?: KeySource | undefined;
  /**
   * Makes new signing keys, keeps them, and signs with them, in place of `keySource`. Keys that are there already go on until they
   * are rotated. Every process that signs in users must have it. @default keys are sealed in the storage
   */
  readonly signer?: Signer | undefined;
  /** How old the newest signing key of a pool may become before `maintain` makes the next; `null`: never. 1 to 3650 days. @default 90 */
  readonly signingKeyMaxAgeDays?: number | null | undefined;
  /**
   * Functions that pools name as their triggers, by name (or ARN); or what finds them, as `lambdaFunctions` of `rockpool/aws` does. What is
   * given to `ensureUserPool` as a function need not be here. @default {}
   */
  readonly functions?: TriggerFunctions | undefined;
  /** How long a trigger may take before its operation fails, in ms: 1 to 900000. @default 5000, as Cognito's */
  readonly triggerTimeoutMs?: number | undefined;
  /**
   * Gives the credentials of identity pools, as `stsCredentials` does. @default each pool's own, which `identityPool.readCredentials` reads
   */
  readonly credentialIssuer?: CredentialIssuer | undefined;
  /** Who may be asked for keys, of those whose ID tokens identity pools take as logins. */
  readonly openIdConnect?: OpenIdConnectOptions | undefined;
  /** Opens although this machine's clock and the storage's are more than 30 seconds apart. @default false */
  readonly allowClockDifference?: boolean | undefined;
  /** Told, once each, what is wrong but no reason to refuse. @default console.warn */
  readonly warn?: ((message: string) => void) | undefined;
}

/** What {@link checkedOptions} gives: every default applied. */
export interface CheckedOptions {
  readonly storage: StorageAdapter;
  readonly masterKey: string | KeyProvider | undefined;
  readonly delivery: Delivery;
  readonly runtime: Runtime;
  readonly keySource: KeySource;
  readonly signer: Signer | null;
  readonly signingKeyMaxAgeDays: number | null;
  readonly warn: (message: string) => void;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly region: string;
  readonly settingsMaxAgeSeconds: number;
  readonly passwordHashing: PasswordHashing;
  readonly allowClockDifference: boolean;
  readonly functions: (name: string) => AnyTriggerHandler | undefined;
  readonly triggerTimeoutMs: number;
  readonly openIdConnect: OpenIdConnectSettings;
  readonly credentialIssuer: CredentialIssuer | null;
}

/** The options that are data; the others are code of the caller's. */
type Data = Pick<
  RockpoolOptions,
  | "baseUrl"
  | "region"
  | "settingsMaxAgeSeconds"
  | "signingKeyMaxAgeDays"
  | "passwordHashing"
  | "allowClockDifference"
  | "triggerTimeoutMs"
  | "openIdConnect"
>;

const region = z
  .string()
  .max(32)
  .regex(/^[a-z0-9-]+$/);

/** Where a pool is made. */
export const regionSchema: SchemaOf<{ readonly region?: string | undefined }> = schemaFor<{
  readonly region?: string | undefined;
}>()(z.strictObject({ region: region.optional() }));

const schema = schemaFor<Data>()(
  z.strictObject({
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .max(1024)
      .regex(/^[^?#]+$/, "Member must have no query and no fragment"),
    region: region.optional(),
    settingsMaxAgeSeconds: z
      .number()
      .min(0)
      .max(MAX_SETTINGS_AGE_MS / 1000)
      .optional(),
    signingKeyMaxAgeDays: z.int().min(1).max(3_650).nullable().optional(),
    passwordHashing: z
      .strictObject({
        memoryCostKib: z.int().min(8).max(4_194_304).optional(),
        timeCost: z.int().min(1).max(64).optional(),
        parallelism: z.int().min(1).max(64).optional(),
      })
      .optional(),
    allowClockDifference: z.boolean().optional(),
    triggerTimeoutMs: z.int().min(1).max(900_000).optional(),
    openIdConnect: openIdConnectSchema.optional(),
  }),
);

const adapterMethods = ["open", "close", "describe", "get", "query", "commit", "sweep"];

/** @throws `InvalidParameterException` */
export function checkedOptions(options: RockpoolOptions): CheckedOptions {
  if (typeof options !== "object" || options === null) throw invalidParameter([], "Member must be an object");
  const { storage, masterKey, delivery, clock, random, keySource, signer, warn, functions, credentialIssuer, ...data } = asData(
    [],
    () => ({
      ...options,
    }),
  );
  requireMethods("storage", storage, adapterMethods);
  requireMethods("delivery", delivery, ["send"]);
  if (masterKey !== undefined && typeof masterKey !== "string") requireMethods("masterKey", masterKey, ["load"]);
  if (keySource !== undefined) requireMethods("keySource", keySource, ["generate"]);
  if (signer !== undefined) requireMethods("signer", signer, ["createKey", "sign"]);
  if (credentialIssuer !== undefined) requireMethods("credentialIssuer", credentialIssuer, ["issue"]);
  for (const [name, given] of Object.entries({ clock, random, warn })) {
    if (given !== undefined && typeof given !== "function") throw invalidParameter([name], "Member must be a function");
  }
  const checked = parse(schema, data);
  const { passwordHashing = {} } = checked;
  // RFC 9106 section 3.1: eight blocks for each lane, at least.
  if ((passwordHashing.memoryCostKib ?? 19_456) < 8 * (passwordHashing.parallelism ?? 1)) {
    throw invalidParameter(["passwordHashing", "memoryCostKib"], "Member must be at least 8 times parallelism");
  }
  return {
    storage,
    masterKey,
    delivery,
    runtime: { clock: clock ?? systemRuntime.clock, random: random ?? systemRuntime.random },
    keySource: keySource ?? systemKeySource,
    signer: signer ?? null,
    signingKeyMaxAgeDays: checked.signingKeyMaxAgeDays === undefined ? 90 : checked.signingKeyMaxAgeDays,
    warn: warn ?? console.warn,
    baseUrl: checked.baseUrl.replace(/\/+$/, ""),
    region: checked.region ?? "us-east-1",
    settingsMaxAgeSeconds: checked.settingsMaxAgeSeconds ?? 5,
    passwordHashing,
    allowClockDifference: checked.allowClockDifference ?? false,
    functions: typeof functions === "function" ? functions : functionsByName(functions),
    triggerTimeoutMs: checked.triggerTimeoutMs ?? 5_000,
    openIdConnect: openIdConnectSettings(checked.openIdConnect),
    credentialIssuer: credentialIssuer ?? null,
  };
}

function functionsByName(
  given: Exclude<TriggerFunctions, (name: string) => unknown> = {},
): (name: string) => AnyTriggerHandler | undefined {
  const named = asData(["functions"], () => new Map(Object.entries(given)));
  for (const [name, one] of named) {
    if (typeof one !== "function") throw invalidParameter(["functions", name], "Member must be a function");
  }
  return (name) => named.get(name);
}

/** Callers without types learn which member is wrong, before anything is opened. */
function requireMethods(member: string, value: unknown, methods: readonly string[]): void {
  const object = value as Readonly<Record<string, unknown>> | null;
  const missing =
    typeof object === "object" && object !== null ? methods.find((name) => typeof object[name] !== "function") : methods[0];
  if (missing !== undefined) throw invalidParameter([member], `Member must be an object with the method ${missing}`);
}
