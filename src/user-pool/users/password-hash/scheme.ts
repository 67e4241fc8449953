/** Whether a password has the hash that this was made from. */
export type Verify = (password: string) => Promise<boolean>;

/** One way to hash a password, by which a hash may have come from another system. */
export interface HashScheme {
  /** What its hashes begin with, and those of no other. */
  readonly prefix: string;
  /** What a hash that begins so must be, its cost included, in the form of AWS's validation errors. */
  readonly constraint: string;
  /** Takes a hash apart. `undefined`: it is malformed, or it would cost who verifies it more than the constraint allows. */
  decode(hash: string): Verify | undefined;
  /** Loads the optional peer it needs, where it needs one. @throws `MissingPeerException` */
  readonly load?: () => Promise<unknown>;
}
