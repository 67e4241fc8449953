import {
  cannotBeConfirmed,
  cannotBeInvited,
  cannotBeReset,
  neitherPasswordNorAddress,
  noUser,
  nowhereToInvite,
  nowhereToSend,
  type Outcome,
  taken,
  weakness,
} from "./answers.ts";
import { sendResetCode } from "./applications.ts";
import { type Contact, day, type Person } from "./person.ts";
import { setPreferred, type Written, writeAddress } from "./self.ts";
import type { Model } from "./state.ts";

/* What an administrator of users does. */

export interface Create {
  readonly name: string;
  /** `undefined`: one is drawn, or none is needed. */
  readonly password: string | undefined;
  readonly email: string | undefined;
  readonly isVerified: boolean;
  readonly isInvited: boolean;
}

/** @param told The password that was drawn, as the invitation says it. */
export function create(model: Model, { name, password, email, isVerified, isInvited }: Create, told: () => string): Outcome {
  const isWithout = password === undefined && model.variant.isPasswordless;
  if (isWithout && email === undefined) return neitherPasswordNorAddress;
  const weak = password === undefined ? undefined : weakness(password);
  if (weak !== undefined) return weak;
  if (model.named(name) !== undefined) return "UsernameExistsException: User account already exists";
  if (isVerified && model.holder("email", email) !== undefined) return taken("email");
  const person = model.add(name);
  if (email !== undefined) person.addresses.email = { value: email, isVerified };
  if (isWithout) return "done";
  giveTemporary(model, person, password ?? (isInvited && email !== undefined ? told() : nobodyKnows));
  return "done";
}

/** Sends another temporary password to who has not replaced the first one. */
export function inviteAgain(model: Model, name: string, password: string | undefined, told: () => string): Outcome {
  const weak = password === undefined ? undefined : weakness(password);
  if (weak !== undefined) return weak;
  return model.change(name, (person) => {
    if (person.status !== "FORCE_CHANGE_PASSWORD") return cannotBeInvited(person.name);
    const { email, phone_number } = person.addresses;
    if (email === undefined && phone_number === undefined) return nowhereToInvite;
    model.replacePassword(person, password ?? told());
    giveTemporary(model, person, person.password);
    model.counter(name, "password").count = 0;
    return "done";
  });
}

const nobodyKnows = "a password that nobody was told";

function giveTemporary({ now }: Model, person: Person, password: string | null): void {
  Object.assign(person, { password, status: "FORCE_CHANGE_PASSWORD", temporaryUntil: now + 7 * day });
}

export function setAddress(model: Model, name: string, written: Written, code: () => string): Outcome {
  return model.change(name, (person) => writeAddress(model, person, written, code));
}

export function setPreferredOf(model: Model, name: string, preferred: string | undefined): Outcome {
  return model.change(name, (person) => setPreferred(model, person, preferred));
}

export function deleteAttribute(model: Model, name: string, attribute: Contact | "preferred_username"): Outcome {
  const noCode = (): string => {
    throw new Error("nothing is sent");
  };
  if (attribute === "preferred_username") return setPreferredOf(model, name, undefined);
  return setAddress(model, name, { kind: attribute, value: undefined, isVerified: undefined }, noCode);
}

export function resetPassword(model: Model, name: string, code: () => string): Outcome {
  return model.change(name, (person) => {
    if (person.status !== "CONFIRMED" && person.status !== "RESET_REQUIRED") return cannotBeReset;
    if (!sendResetCode(model, person, code)) return nowhereToSend;
    Object.assign(person, { status: "RESET_REQUIRED", epoch: person.epoch + 1 });
    return "done";
  });
}

export function adminConfirm(model: Model, name: string): Outcome {
  return model.change(name, (person) => {
    if (person.status !== "UNCONFIRMED") return cannotBeConfirmed(person.status);
    person.status = "CONFIRMED";
    return "done";
  });
}

export function setEnabled(model: Model, name: string, enabled: boolean): Outcome {
  return model.change(name, (person) => {
    if (person.enabled && !enabled) person.epoch += 1;
    person.enabled = enabled;
    return "done";
  });
}

export function setPassword(model: Model, name: string, password: string, permanent: boolean): Outcome {
  const weak = weakness(password);
  if (weak !== undefined) return weak;
  return model.change(name, (person) => {
    model.replacePassword(person, password);
    giveTemporary(model, person, password);
    if (permanent) person.status = "CONFIRMED";
    model.counter(name, "password").count = 0;
    return "done";
  });
}

/** The provider of the pool's own users: the password goes, and nothing else. */
export function takePassword(model: Model, name: string): Outcome {
  return model.change(name, (person) => {
    model.replacePassword(person, null);
    return "done";
  });
}

export function signOutEverywhere(model: Model, name: string): Outcome {
  return model.change(name, (person) => {
    person.epoch += 1;
    return "done";
  });
}

export function deleteUser(model: Model, name: string): Outcome {
  return model.change(name, (person) => {
    model.people.delete(person.name);
    return "done";
  });
}

export function linkProvider(model: Model, name: string, identity: string): Outcome {
  return model.change(name, (person) => {
    const linked = model.links.get(identity);
    const isAnothers = linked !== undefined && linked !== person && model.isThere(linked);
    if (isAnothers) return "AliasExistsException: The identity is linked to another user already.";
    model.links.set(identity, person);
    return "done";
  });
}

export function disableProvider(model: Model, identity: string): Outcome {
  const linked = model.links.get(identity);
  if (linked === undefined || !model.isThere(linked)) return noUser;
  model.links.delete(identity);
  return "done";
}
