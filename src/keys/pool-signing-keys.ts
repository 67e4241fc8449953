import { z } from "zod";
import { parse } from "../codecs/schema.ts";
import { deleteKey } from "./delete-key.ts";
import { type ImportKeyInput, importKey } from "./import-key.ts";
import type { KeyOwner } from "./key-owner.ts";
import { listKeys } from "./list-keys.ts";
import { rotateKeys } from "./rotate-keys.ts";
import type { SigningKeySummary } from "./signing-key.ts";

/** How a pool of either kind has something done with its keys, each in a span of the operation's name. */
export interface KeyOperations {
  /** @throws `ResourceNotFoundException` */
  read<R>(operation: string, work: (owner: KeyOwner) => Promise<R>): Promise<R>;
  /** @param subject What is changed: a key, or the pool. @throws `ResourceNotFoundException` */
  change<R>(operation: string, subject: string, work: (owner: KeyOwner) => Promise<R>): Promise<R>;
}

/** The keys that sign the tokens of a pool; Cognito keeps and rotates its own. An identity pool signs ID tokens only. */
export class PoolSigningKeys {
  readonly #operations: KeyOperations;
  readonly #poolId: string;

  /** @internal */
  constructor(poolId: string, operations: KeyOperations) {
    this.#poolId = poolId;
    this.#operations = operations;
  }

  /**
   * The keys as they are stored now: those for ID tokens first, each in the order in which they sign. None, while the first ones are
   * still being made.
   *
   * @throws `ResourceNotFoundException`
   */
  async list(): Promise<readonly SigningKeySummary[]> {
    return this.#operations.read("ListSigningKeys", listKeys);
  }

  /**
   * Makes and publishes the next key for ID tokens and for access tokens. They sign two hours later, when every process and everyone
   * who keeps a JWK Set for an hour knows them; those before them are kept until their last token has expired. Where a key waits for
   * its turn already, it stays the next. `maintain` does it by itself: see `signingKeyMaxAgeDays`.
   *
   * @returns The next keys.
   * @throws `SignerUnavailableException`, also when this process was not given the signer that holds the keys;
   *   `LimitExceededException`: a use has ten keys. `InvalidParameterException` and what else a `keySource` of your own comes to;
   *   `ResourceNotFoundException`
   */
  async rotate(): Promise<readonly SigningKeySummary[]> {
    return this.#operations.change("RotateSigningKeys", this.#poolId, rotateKeys);
  }

  /**
   * Takes over a key of another issuer. Tokens that it signed are good here at once, if they say this pool's issuer; it signs when it
   * has been published for two hours, or at once where `isPublished` says that verifiers know it. In time the schedule puts a new
   * key in its place.
   *
   * @throws `InvalidParameterException`: no private key that may sign, or the pool has the key or its id. `LimitExceededException`: the
   *   use has ten keys. `ResourceNotFoundException`
   */
  async import(input: ImportKeyInput): Promise<SigningKeySummary> {
    return this.#operations.change("ImportSigningKey", this.#poolId, (owner) => importKey(owner, input));
  }

  /**
   * Takes away a key that somebody else may have. Whatever it signed is refused: here at once, by other processes after
   * `settingsMaxAgeSeconds`, by those who keep a JWK Set when they read it again. Where it was the one that signs, the one before it
   * signs again; without one the next; without that one a new key, which those who keep a JWK Set do not know yet.
   *
   * @throws `ResourceNotFoundException`: no such key. Where a new key is needed, what {@link PoolSigningKeys.rotate} throws.
   */
  async delete(kid: string): Promise<void> {
    const checked = parse(z.string().min(1).max(256), kid, "kid");
    await this.#operations.change("DeleteSigningKey", checked, (owner) => deleteKey(owner, checked));
  }
}
