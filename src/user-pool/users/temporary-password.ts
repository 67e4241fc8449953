import { draw, shuffled } from "../../codecs/ids.ts";
import type { Random } from "../../runtime.ts";
import type { PasswordPolicy } from "../settings/password-policy.ts";

// Without look-alikes, and without what a message template or a mail program would take for something else.
const upper = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const lower = "abcdefghijkmnopqrstuvwxyz";
const digits = "23456789";
const symbols = "!%+-=_";

/** Characters, unless the policy asks for more: 100 bits and a little. */
const LENGTH = 18;

/** A password to be sent to somebody who will replace it. It conforms to every policy. */
export function generateTemporaryPassword({ minimumLength }: PasswordPolicy, random: Random): string {
  const one = [upper, lower, digits, symbols].map((alphabet) => draw(random, alphabet, 1));
  const rest = draw(random, upper + lower + digits + symbols, Math.max(LENGTH, minimumLength) - one.length);
  return shuffled(random, [...one, ...rest]).join("");
}
