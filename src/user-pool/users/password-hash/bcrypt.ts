import { optionalPeer } from "../../../optional-peer.ts";
import type { HashScheme } from "./scheme.ts";

/** 2^16 rounds are about three seconds of one core; each step more doubles them. */
const MOST_COST = 16;

/**
 * bcrypt's own form, with its own base64: 22 characters of salt and 31 of hash, whose last ones have no bits that nobody reads. The
 * library matches nothing to a hash that has some, so that an import must not take it. `$2x$` marks hashes by a flaw: many passwords
 * have each of them.
 */
const FORM = /^\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$/;

function load(): Promise<typeof import("@node-rs/bcrypt")> {
  return optionalPeer("A bcrypt hash", "@node-rs/bcrypt", () => import("@node-rs/bcrypt"));
}

/**
 * As the system it comes from has verified it: by the first 72 bytes of a password in UTF-8. What follows them is not looked at, then or
 * here; only when the password is hashed anew does all of it count that was typed.
 */
export const bcrypt: HashScheme = {
  prefix: "$2",
  constraint: `Member must be a bcrypt hash of 60 characters, $2a$, $2b$ or $2y$, with a cost of 4 to ${MOST_COST}`,
  decode(hash) {
    const cost = Number(FORM.exec(hash)?.groups?.["cost"]);
    if (!(cost >= 4 && cost <= MOST_COST)) return undefined;
    return async (password) => {
      const { verify } = await load();
      return verify(password, hash);
    };
  },
  load,
};
