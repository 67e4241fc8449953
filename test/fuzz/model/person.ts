/** An attribute that holds an address. */
export type Contact = "email" | "phone_number";

export const contacts: readonly Contact[] = ["email", "phone_number"];

export interface Address {
  readonly value: string;
  isVerified: boolean;
}

/** A code, and where it went: it proves that address and no other. */
export interface Code {
  readonly text: string;
  readonly kind: Contact;
  readonly to: string;
  readonly sentAt: number;
  /** Whether the address is the user's only when the code proves it. */
  readonly isPending: boolean;
  isUsed: boolean;
}

export type Purpose = "signUp" | "reset" | Contact;

/** A group, and no other that has its name before or after. */
export type Group = object;

export interface Person {
  /** The user name, folded. */
  readonly name: string;
  /** What tells this one from an earlier one of the same name. */
  readonly id: string;
  /** `null`: none; what nobody was told is a word that nobody says. */
  password: string | null;
  status: "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED";
  enabled: boolean;
  /** Sessions and challenges of a lower one are dead. */
  epoch: number;
  /** Until when a temporary password may be used. */
  temporaryUntil: number;
  readonly addresses: { [kind in Contact]?: Address };
  preferred: string | undefined;
  readonly groups: Set<Group>;
  /** The codes that were sent last. */
  readonly codes: { [purpose in Purpose]?: Code };
}

export function newPerson(name: string, id: string): Person {
  return {
    name,
    id,
    password: null,
    status: "CONFIRMED",
    enabled: true,
    epoch: 0,
    temporaryUntil: 0,
    addresses: {},
    preferred: undefined,
    groups: new Set(),
    codes: {},
  };
}

const minute = 60_000;
export const hour: number = 60 * minute;
export const day: number = 24 * hour;

/** How long each code is good for. */
export const validity: { readonly [purpose in Purpose]: number } = { signUp: day, reset: hour, email: day, phone_number: day };
