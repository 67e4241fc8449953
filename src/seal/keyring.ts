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
  seal(place: Place, plaintext: string): string;
  /** @throws `SealBrokenException` when a byte was changed, the cell was moved, or the key is not in this ring. */
  open(place: Place, sealed: string): string;
}
