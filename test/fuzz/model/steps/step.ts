import fc from "fast-check";
import type { Challenge } from "rockpool";
import type { TestPool } from "rockpool/testing";
import type { Outcome } from "../answers.ts";
import type { Contact } from "../person.ts";
import type { Model } from "../state.ts";

/** The pool, and what was handed out last. */
export interface Real extends TestPool {
  challenge?: Challenge;
  token?: string;
  /** How many pools everybody was copied to. */
  copies?: number;
}

/** One thing somebody does: to the pool, and to the model, which says what comes of it. */
export interface Step {
  readonly words: string;
  readonly isPossible?: (model: Model) => boolean;
  /** Asked after the act: which code was sent is the pool's choice. */
  readonly predict: (model: Model, real: Real) => unknown;
  readonly act: (real: Real) => Promise<unknown>;
}

/** The last one is somebody else only where case counts. */
export const people = ["ada", "bob", "eve", "ADA"] as const;
export const addresses = ["ada@example.com", "Bob@Example.com", "new@example.org"] as const;
export const phoneNumbers = ["+15555550100", "+15555550101"] as const;

export const names: fc.Arbitrary<string> = fc.constantFrom("ada", "ADA", "bob", "bob", "eve");
export const address: fc.Arbitrary<readonly [Contact, string]> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...addresses).map((value) => ["email", value] as const) },
  { weight: 1, arbitrary: fc.constantFrom(...phoneNumbers).map((value) => ["phone_number", value] as const) },
);
export const contact: fc.Arbitrary<Contact> = fc.constantFrom("email", "email", "phone_number");
/** One of them is somebody's user name. */
export const preferred: fc.Arbitrary<string | undefined> = fc.constantFrom("countess", "Countess", "bob", undefined);
/** How somebody may be called who is there. */
export const anybody: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: names },
  { weight: 3, arbitrary: address.map(([, value]) => value) },
  { weight: 1, arbitrary: fc.constant("countess") },
);
export const groupNames: fc.Arbitrary<string> = fc.constantFrom("admins", "staff");
export const usual = "Correct horse 7!";
export const passwords: fc.Arbitrary<string> = fc.constantFrom(usual, usual, usual, usual, "Another horse 8!", "short");
export const texts: fc.Arbitrary<string> = fc.constantFrom("last", "last", "first", "wrong");

/** The code of the newest message, or of the oldest, or none. */
export function codeOf({ outbox }: Real, which: string): string {
  const message = which === "last" ? outbox.messages.at(-1) : which === "first" ? outbox.messages[0] : undefined;
  return message?.code || "none";
}

/** The code, or the password, that was just sent. */
export const sent = (real: Real) => (): string => codeOf(real, "last");

/** One after the other, with nothing in between; only the first may send something. */
export function inTurn(first: Step, second: Step): Step {
  return {
    words: `${first.words}, ${second.words}`,
    isPossible: (model) => first.isPossible?.(model) ?? true,
    predict: (model, real) => [first.predict(model, real), second.predict(model, real)],
    act: async (real) => [await outcomeOf(() => first.act(real)), await outcomeOf(() => second.act(real))],
  };
}

const isOutcome = (value: unknown): boolean => Array.isArray(value) || value === "challenge";

export async function outcomeOf(act: () => Promise<unknown>): Promise<Outcome> {
  try {
    const result = await act();
    return isOutcome(result) ? (result as Outcome) : "done";
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return `${code}: ${message}` as Outcome;
  }
}
