import {
  nothingToVerify,
  type Outcome,
  oldCode,
  overLimit,
  signedOut,
  taken,
  weakness,
  wrongCode,
  wrongPassword,
} from "./answers.ts";
import type { Contact, Person } from "./person.ts";
import type { Model } from "./state.ts";

/* What whoever was let in last does. */

/** The token that was handed out last, asked without a look at the storage. */
export function verify({ session, now }: Model): Outcome {
  return session !== undefined && now < session.until ? "done" : signedOut;
}

export function changePassword(model: Model, previous: string, proposed: string): Outcome {
  if (verify(model) !== "done") return signedOut;
  const weak = weakness(proposed);
  if (weak !== undefined) return weak;
  return model.asSelf((person) => {
    if (model.isOver(person.name, "change", 5)) return overLimit;
    if (person.password !== previous) return model.counted(person.name, "change", wrongPassword);
    model.replacePassword(person, proposed);
    Object.assign(model.session ?? {}, { epoch: person.epoch });
    return "done";
  });
}

/** @param value `undefined`: it is taken away. */
export function setOwnAddress(model: Model, kind: Contact, value: string | undefined, code: () => string): Outcome {
  return model.asSelf((person) => {
    const isNew = value !== undefined && value !== person.addresses[kind]?.value;
    const isVerifiedByCode = isNew && model.variant.autoVerified.includes(kind);
    if (isVerifiedByCode) {
      if (model.isOver(person.name, "send", 5)) return overLimit;
      model.counted(person.name, "send", "done");
    }
    return writeAddress(model, person, { kind, value, isVerified: undefined }, code);
  });
}

export interface Written {
  readonly kind: Contact;
  readonly value: string | undefined;
  /** `undefined`: nothing is said of it. */
  readonly isVerified: boolean | undefined;
}

/** What writing an address comes to, whoever writes: the last word counts, and ends the wait of another one. */
export function writeAddress(model: Model, person: Person, { kind, value, isVerified }: Written, code: () => string): Outcome {
  const { autoVerified, careful } = model.variant;
  const isNew = value !== person.addresses[kind]?.value;
  const isSent = isNew && value !== undefined && isVerified !== true && autoVerified.includes(kind);
  const isPending = isSent && careful.includes(kind);
  if (isVerified === true && model.holder(kind, value, person) !== undefined) return taken(kind);
  if (!isPending) {
    if (value === undefined) delete person.addresses[kind];
    else if (isNew) person.addresses[kind] = { value, isVerified: isVerified ?? false };
    else if (isVerified !== undefined) person.addresses[kind] = { value, isVerified };
  }
  if (isSent) person.codes[kind] = model.code(kind, value, code(), isPending);
  else endWaiting(person, kind);
  return "done";
}

export function endWaiting({ codes }: Person, kind: Contact): void {
  const code = codes[kind];
  if (code?.isPending === true && !code.isUsed) delete codes[kind];
}

export function sendCode(model: Model, kind: Contact, code: () => string): Outcome {
  return model.asSelf((person) => {
    if (model.isOver(person.name, "send", 5)) return overLimit;
    const sent = person.codes[kind];
    const isPending = sent?.isPending === true && !sent.isUsed && !model.isOld(sent, kind);
    const to = isPending ? sent.to : person.addresses[kind]?.value;
    if (to === undefined) return nothingToVerify(kind);
    person.codes[kind] = model.code(kind, to, code(), isPending);
    return model.counted(person.name, "send", "done");
  });
}

export function verifyAddress(model: Model, kind: Contact, text: string): Outcome {
  return model.asSelf((person) => {
    if (model.isOver(person.name, "verify", 15)) return overLimit;
    const verdict = model.judge(person, kind, text);
    const code = person.codes[kind];
    if (verdict === "wrong") return model.counted(person.name, "verify", wrongCode);
    if (verdict !== "right" || code === undefined) return model.counted(person.name, "verify", oldCode);
    if (model.holder(kind, code.to, person) !== undefined) return model.counted(person.name, "verify", taken(kind));
    person.addresses[kind] = { value: code.to, isVerified: true };
    model.use(person, kind);
    return "done";
  });
}

/** Whoever prefers a name that is another's is told so, where it is one to sign in with. */
export function setPreferred(model: Model, person: Person, preferred: string | undefined): Outcome {
  const isAlias = model.variant.aliases.includes("preferred_username");
  const other = preferred === undefined || !isAlias ? undefined : model.named(preferred);
  if (other !== undefined && other !== person) return taken("preferred_username");
  person.preferred = preferred;
  return "done";
}

export function deleteSelf(model: Model): Outcome {
  return model.asSelf(({ name }) => {
    model.people.delete(name);
    return "done";
  });
}
