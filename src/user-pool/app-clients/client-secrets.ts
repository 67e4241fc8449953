import { RockpoolError, type SettingDifference } from "../../errors.ts";
import { sameText } from "../../seal/mac.ts";
import type { ClientSecret } from "./client.table.ts";

/** What is shown of a client's secret: never its value. */
export interface ClientSecretDescriptor {
  readonly clientSecretId: string;
  readonly createdAt: Date;
}

/** Cognito's quota: enough to bring in a new one before the old one goes. */
export const MAX_CLIENT_SECRETS = 2;

/**
 * Whether a secret that is written is one that the client has. It is fixed at creation, like `generateSecret`; values are not shown.
 *
 * @param written `undefined`: none is, which is no difference.
 */
export function differsFromSecrets(secrets: readonly ClientSecret[], written: string | undefined): readonly SettingDifference[] {
  // All are compared, whichever it is.
  const isOne = secrets.map(({ secret }) => sameText(secret, written ?? "")).includes(true);
  if (written === undefined || isOne) return [];
  return [{ path: "clientSecret", stored: NOT_SHOWN, written: NOT_SHOWN, frozen: true }];
}

const NOT_SHOWN = "(not shown)";

/** The descriptor of a secret. */
export function describeSecret({ id, createdAt }: ClientSecret): ClientSecretDescriptor {
  return { clientSecretId: id, createdAt: new Date(createdAt) };
}

/**
 * A secret of a client, named `<client id>--<epoch seconds>` as Cognito does. Of two that are made in one second, the later has a later
 * second in its name.
 *
 * @param others The secrets the client has already.
 */
export function namedSecret(
  clientId: string,
  others: readonly ClientSecret[],
  { secret, createdAt }: { readonly secret: string; readonly createdAt: number },
): ClientSecret {
  const taken = others.map(({ id }) => Number(id.slice(id.lastIndexOf("-") + 1)));
  const second = Math.max(Math.floor(createdAt / 1000), ...taken.map((other) => other + 1));
  return { id: `${clientId}--${second}`, secret, createdAt };
}

/** @param clientSecretId The caller's: it is only shown to the caller. */
export function clientSecretNotFound(clientSecretId: string): RockpoolError {
  return new RockpoolError("ResourceNotFoundException", `Client secret ${clientSecretId} does not exist.`);
}
