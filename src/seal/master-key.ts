import type { KeyObject } from "node:crypto";
import { z } from "zod";
import { parse, schemaFor } from "../codecs/schema.ts";
import { RockpoolError } from "../errors.ts";
import { type Random, systemRuntime } from "../runtime.ts";
import { newSecretText, parseSecretText } from "./secret-text.ts";

const PREFIX = "rpmk_";

/** Master keys as texts that {@link generateMasterKey} made. */
export interface MasterKeys {
  /** Seals, and opens what it sealed. */
  readonly current: string;
  /** Only open: keep a key here until everything it sealed has been sealed again. */
  readonly previous: readonly string[];
}

/**
 * Where the master key comes from, asked once at open. A key management service fits here: keep the text of a master key
 * encrypted by the service, and let `load` have it decrypted.
 */
export interface KeyProvider {
  /**
   * @param storage `storageIsNew`: nothing was ever sealed in this storage. Only then may a key be made: for any other
   *   storage, a new key would open nothing.
   */
  load(storage: { readonly storageIsNew: boolean }): Promise<MasterKeys>;
}

/** A new master key: `rpmk_` and 256 random bits. Whoever has it and the database has every secret; without it, nothing opens. */
export function generateMasterKey(): string {
  return newSecretText(PREFIX, systemRuntime.random);
}

/** Whether a text is a master key, as {@link generateMasterKey} makes them. */
export function isMasterKey(text: string): boolean {
  return parseSecretText(PREFIX, text) !== undefined;
}

/** @throws `MasterKeyException`, which does not show the text. */
export function parseMasterKey(text: string): KeyObject {
  const key = parseSecretText(PREFIX, text);
  if (key !== undefined) return key;
  throw new RockpoolError(
    "MasterKeyException",
    `The master key is malformed: it must be exactly what generateMasterKey() gave, ${PREFIX} and 43 characters, with nothing around it.`,
  );
}

/** What is known of the storage when the master key is asked for. */
interface KeySituation {
  /** Whether what is sealed outlives the process, so that the key must, too. */
  readonly durable: boolean;
  readonly storageIsNew: boolean;
  readonly random: Random;
}

const loaded = schemaFor<MasterKeys>()(z.strictObject({ current: z.string(), previous: z.array(z.string()) }));

/**
 * The master keys for a storage. Without the option, a storage that does not outlive the process gets a key that does not
 * either.
 *
 * @throws `MasterKeyException` when the storage is durable and no key was given.
 * @throws `InvalidParameterException` when a provider gives something else than keys. Whatever a provider rejects with.
 */
export async function resolveMasterKey(option: string | KeyProvider | undefined, situation: KeySituation): Promise<MasterKeys> {
  const { durable, storageIsNew, random } = situation;
  if (typeof option === "string") return { current: option, previous: [] };
  if (option !== undefined) return parse(loaded, await option.load({ storageIsNew }), "masterKey");
  if (!durable) return { current: newSecretText(PREFIX, random), previous: [] };
  throw new RockpoolError(
    "MasterKeyException",
    'A durable storage needs a master key: give masterKey: keyFile("auth.key"), or the text that generateMasterKey() gave, ' +
      "kept where the database is not.",
  );
}
