import {
  cannotBeConfirmed,
  invalidSession,
  type Outcome,
  oldCode,
  overLimit,
  takenByProof,
  weakness,
  wrongCode,
  wrongPassword,
} from "./answers.ts";
import { count } from "./counters.ts";
import { type Contact, day, hour, type Person } from "./person.ts";
import type { Model } from "./state.ts";

/* What somebody does who is not signed in. */

const minute = 60_000;

export interface SignUp {
  readonly name: string;
  readonly password: string;
  readonly addresses: { readonly [kind in Contact]?: string };
}

export function signUp(model: Model, { name, password, addresses }: SignUp, code: () => string): Outcome {
  const weak = weakness(password);
  if (weak !== undefined) return weak;
  if (model.named(name) !== undefined) return "UsernameExistsException: User already exists";
  const person = Object.assign(model.add(name), { password, status: "UNCONFIRMED" });
  for (const [kind, value] of Object.entries(addresses)) person.addresses[kind as Contact] = { value, isVerified: false };
  sendSignUpCode(model, person, code);
  return "done";
}

export function confirm(model: Model, name: string, text: string, force: boolean): Outcome {
  const person = model.find(name);
  if (model.isOver(name, "confirm", 15)) return overLimit;
  const verdict = model.judge(person, "signUp", text);
  const isRight = verdict !== "wrong" && verdict !== "none";
  if (person?.enabled !== true || !isRight) return model.counted(name, "confirm", wrongCode);
  if (verdict === "expired") return oldCode;
  if (person.status !== "UNCONFIRMED") return cannotBeConfirmed(person.status);
  const kind = person.codes.signUp?.kind ?? "email";
  const holder = model.holder(kind, person.addresses[kind]?.value, person);
  if (holder !== undefined && !force) return takenByProof(kind);
  Object.assign(holder?.addresses[kind] ?? {}, { isVerified: false });
  Object.assign(person.addresses[kind] ?? {}, { isVerified: true });
  person.status = "CONFIRMED";
  model.use(person, "signUp");
  model.counter(name, "confirm").count = 0;
  return "done";
}

export function resend(model: Model, name: string, code: () => string): Outcome {
  const person = model.find(name);
  if (model.isOver(name, "resend", 5)) return overLimit;
  if (person?.status === "UNCONFIRMED" && person.enabled) sendSignUpCode(model, person, code);
  return model.counted(name, "resend", "done");
}

export function signIn(model: Model, name: string, password: string): Outcome {
  const person = model.find(name);
  const counter = model.counter(name, "password");
  // It begins anew 15 minutes after the last failure; from the fifth on, each locks for 1, 2, 4 … seconds.
  if (model.now - counter.lastAt >= 15 * minute) counter.count = 0;
  const lock = counter.count < 5 ? 0 : Math.min(1000 * 2 ** (counter.count - 5), 15 * minute);
  if (model.now < counter.lastAt + lock) return "NotAuthorizedException: Password attempts exceeded";
  if (person?.password !== password) {
    count(counter, Number.POSITIVE_INFINITY, model.now);
    return wrongPassword;
  }
  if (!person.enabled) return "NotAuthorizedException: User is disabled.";
  if (person.status === "UNCONFIRMED") return "UserNotConfirmedException: User is not confirmed.";
  if (person.status === "RESET_REQUIRED") return "PasswordResetRequiredException: Password reset required for the user";
  if (person.status === "FORCE_CHANGE_PASSWORD") {
    if (model.now >= person.temporaryUntil) {
      return "NotAuthorizedException: Temporary password has expired and must be reset by an administrator.";
    }
    model.challenge = { person, epoch: person.epoch, askedAt: model.now, isUsed: false, isSwept: false };
    return "challenge";
  }
  return model.comeIn(person);
}

/** Answers the challenge that was put last; there must have been one. */
export function respond(model: Model, password: string): Outcome {
  const { challenge } = model;
  if (challenge === undefined) throw new Error("there is no challenge");
  const { person, epoch, askedAt } = challenge;
  if (challenge.isSwept) return `${invalidSession}.`;
  if (challenge.isUsed) return `${invalidSession}, session can only be used once.`;
  if (model.now >= askedAt + 3 * minute) return `${invalidSession}, session is expired.`;
  if (!model.isThere(person) || person.epoch !== epoch) return `${invalidSession}.`;
  const weak = weakness(password);
  if (weak !== undefined) return weak;
  challenge.isUsed = true;
  model.replacePassword(person, password);
  person.status = "CONFIRMED";
  return model.comeIn(person);
}

export function forgot(model: Model, name: string, code: () => string): Outcome {
  const person = model.find(name);
  if (model.isOver(name, "forgot", 5)) return overLimit;
  if (person !== undefined && mayRecover(person)) sendResetCode(model, person, code);
  return model.counted(name, "forgot", "done");
}

export function confirmForgot(model: Model, name: string, text: string, password: string): Outcome {
  const weak = weakness(password);
  if (weak !== undefined) return weak;
  const person = model.find(name);
  if (model.isOver(name, "confirmForgot", 15)) return overLimit;
  const verdict = person !== undefined && mayRecover(person) ? model.judge(person, "reset", text) : "none";
  if (person === undefined || verdict === "wrong" || verdict === "none") return model.counted(name, "confirmForgot", wrongCode);
  if (verdict !== "right") return model.counted(name, "confirmForgot", oldCode);
  model.replacePassword(person, password);
  person.status = "CONFIRMED";
  model.counter(name, "password").count = 0;
  return "done";
}

/** What expired an hour ago is forgotten: nobody is told any more that it was there. */
export function maintain(model: Model): Outcome {
  const { challenge } = model;
  if (challenge !== undefined && model.now >= challenge.askedAt + 3 * minute + hour) challenge.isSwept = true;
  for (const { codes } of model.people.values()) {
    for (const purpose of ["signUp", "reset", "email", "phone_number"] as const) {
      const code = codes[purpose];
      const validMs = purpose === "reset" ? hour : day;
      if (code !== undefined && model.now >= code.sentAt + validMs + hour) delete codes[purpose];
    }
  }
  return "done";
}

function sendSignUpCode(model: Model, person: Person, code: () => string): void {
  const kind = (["phone_number", "email"] as const).find(
    (one) => model.variant.autoVerified.includes(one) && person.addresses[one] !== undefined,
  );
  const to = kind && person.addresses[kind]?.value;
  if (kind !== undefined && to !== undefined) person.codes.signUp = model.code(kind, to, code());
}

/** To a verified address, a phone number first. @returns whether there is one */
export function sendResetCode(model: Model, person: Person, code: () => string): boolean {
  const kind = (["phone_number", "email"] as const).find((one) => person.addresses[one]?.isVerified === true);
  const to = kind && person.addresses[kind]?.value;
  if (kind === undefined || to === undefined) return false;
  person.codes.reset = model.code(kind, to, code());
  return true;
}

function mayRecover({ enabled, status }: Person): boolean {
  return enabled && (status === "CONFIRMED" || status === "RESET_REQUIRED");
}
