/** Where a sealed cell stands. It is part of what is authenticated, so a cell that was moved does not open. */
export interface Place {
  readonly poolId: string;
  readonly table: string;
  readonly key: readonly string[];
  readonly cell: string;
}

/** Seals with the current master key, opens with any it knows. Holds keys: it prints as nothing. */
export interface Keyring {
  /** The id of the key that seals. */
  readonly currentKeyId: string;
  /** Whether there are keys that only open, so that what they sealed is to be sealed again. */
  readonly hasPrevious: boolean;
  seal(place: Place, plaintext: string): string;
  /** @throws `SealBrokenException` when a byte was changed, the cell was moved, or the key is not in this ring. */
  open(place: Place, sealed: string): string;
  /** Told by the key id in the text; nothing is opened. */
  isSealedWithCurrent(sealed: string): boolean;
}
