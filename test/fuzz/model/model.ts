import {
  cannotBeConfirmed,
  cannotBeReset,
  invalidSession,
  noUser,
  nowhereToSend,
  type Outcome,
  oldCode,
  overLimit,
  signedOut,
  taken,
  takenByProof,
  weakness,
  wrongCode,
  wrongPassword,
} from "./answers.ts";
import { Counters, count, within } from "./counters.ts";

/*
 * What a pool whose users may sign in with their e-mail address is, as plain data and in few words: no storage, no races, no
 * secrets. It is written from the documentation; where it and the pool disagree, one of them is wrong.
 */

/** A code, and where it went: it proves that address and no other. */
interface Code {
  text: string;
  to: string | undefined;
  sentAt: number;
  isUsed: boolean;
}

interface Person {
  /** The user name, folded. */
  readonly name: string;
  /** What tells this one from an earlier one of the same name. */
  readonly id: string;
  password: string;
  status: "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED";
  enabled: boolean;
  email: string | undefined;
  isVerified: boolean;
  /** Sessions and challenges of a lower one are dead. */
  epoch: number;
  /** Until when a temporary password may be used. */
  temporaryUntil: number;
  readonly groups: Set<string>;
  /** The codes that were sent last. */
  readonly codes: { signUp?: Code; reset?: Code; email?: Code };
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** How long each code is good for. */
const validity = { signUp: day, reset: hour, email: day } as const;

export class Model {
  now: number;
  readonly #people = new Map<string, Person>();
  readonly #counters = new Counters();
  #born = 0;
  #challenge: { person: Person; epoch: number; askedAt: number; isUsed: boolean; isSwept: boolean } | undefined;
  #session: { person: Person; epoch: number; until: number } | undefined;

  constructor(now: number) {
    this.now = now;
  }

  signUp(name: string, password: string, code: () => string): Outcome {
    const weak = weakness(password);
    if (weak !== undefined) return weak;
    if (this.#people.has(fold(name))) return "UsernameExistsException: User already exists";
    const person = this.#add(name, password, "UNCONFIRMED");
    person.email = `${name}@example.com`;
    person.codes.signUp = this.#code(person, code());
    return "done";
  }

  create(name: string, password: string): Outcome {
    const weak = weakness(password);
    if (weak !== undefined) return weak;
    if (this.#people.has(fold(name))) return "UsernameExistsException: User account already exists";
    this.#add(name, password, "FORCE_CHANGE_PASSWORD").temporaryUntil = this.now + 7 * day;
    return "done";
  }

  confirm(name: string, text: string, force: boolean): Outcome {
    const person = this.#find(name);
    const counter = this.#counter(name, "confirm");
    if (within(counter, hour, this.now) >= 15) return overLimit;
    const verdict = this.#judge(person, "signUp", text);
    if (person === undefined || verdict === "wrong") return this.#counted(name, "confirm", wrongCode);
    if (verdict === "expired") return oldCode;
    if (person.status !== "UNCONFIRMED") return cannotBeConfirmed(person.status);
    const holder = this.#holder(person.email, person);
    if (holder !== undefined && !force) return takenByProof;
    if (holder !== undefined) holder.isVerified = false;
    Object.assign(person, { status: "CONFIRMED", isVerified: true });
    this.#use(person, "signUp");
    counter.count = 0;
    return "done";
  }

  resend(name: string, code: () => string): Outcome {
    const person = this.#find(name);
    if (within(this.#counter(name, "resend"), hour, this.now) >= 5) return overLimit;
    this.#counted(name, "resend", "done");
    if (person?.status === "UNCONFIRMED" && person.email !== undefined) person.codes.signUp = this.#code(person, code());
    return "done";
  }

  signIn(name: string, password: string): Outcome {
    const person = this.#find(name);
    const counter = this.#counter(name, "password");
    // It begins anew 15 minutes after the last failure; from the fifth on, each locks for 1, 2, 4 … seconds.
    if (this.now - counter.lastAt >= 15 * minute) counter.count = 0;
    const lock = counter.count < 5 ? 0 : Math.min(1000 * 2 ** (counter.count - 5), 15 * minute);
    if (this.now < counter.lastAt + lock) return "NotAuthorizedException: Password attempts exceeded";
    if (person?.password !== password) {
      count(counter, Number.POSITIVE_INFINITY, this.now);
      return wrongPassword;
    }
    if (!person.enabled) return "NotAuthorizedException: User is disabled.";
    if (person.status === "UNCONFIRMED") return "UserNotConfirmedException: User is not confirmed.";
    if (person.status === "RESET_REQUIRED") return "PasswordResetRequiredException: Password reset required for the user";
    if (person.status === "FORCE_CHANGE_PASSWORD") {
      if (this.now >= person.temporaryUntil) {
        return "NotAuthorizedException: Temporary password has expired and must be reset by an administrator.";
      }
      this.#challenge = { person, epoch: person.epoch, askedAt: this.now, isUsed: false, isSwept: false };
      return "challenge";
    }
    return this.#comeIn(person);
  }

  /** Answers the challenge that was put last; there must have been one. */
  respond(password: string): Outcome {
    const challenge = this.#challenge;
    if (challenge === undefined) throw new Error("there is no challenge");
    const { person, epoch, askedAt } = challenge;
    if (challenge.isSwept) return `${invalidSession}.`;
    if (challenge.isUsed) return `${invalidSession}, session can only be used once.`;
    if (this.now >= askedAt + 3 * minute) return `${invalidSession}, session is expired.`;
    if (!this.#isThere(person) || person.epoch !== epoch) return `${invalidSession}.`;
    const weak = weakness(password);
    if (weak !== undefined) return weak;
    challenge.isUsed = true;
    Object.assign(person, { password, status: "CONFIRMED", epoch: epoch + 1 });
    return this.#comeIn(person);
  }

  get isChallenged(): boolean {
    return this.#challenge !== undefined;
  }

  forgot(name: string, code: () => string): Outcome {
    const person = this.#find(name);
    if (within(this.#counter(name, "forgot"), hour, this.now) >= 5) return overLimit;
    this.#counted(name, "forgot", "done");
    const isAddressed = person?.email !== undefined && person.isVerified;
    if (person !== undefined && this.#mayRecover(person) && isAddressed) person.codes.reset = this.#code(person, code());
    return "done";
  }

  confirmForgot(name: string, text: string, password: string): Outcome {
    const weak = weakness(password);
    if (weak !== undefined) return weak;
    const person = this.#find(name);
    if (within(this.#counter(name, "confirmForgot"), hour, this.now) >= 15) return overLimit;
    const verdict = person !== undefined && this.#mayRecover(person) ? this.#judge(person, "reset", text) : "wrong";
    if (person === undefined || verdict === "wrong") return this.#counted(name, "confirmForgot", wrongCode);
    if (verdict !== "right") return this.#counted(name, "confirmForgot", oldCode);
    Object.assign(person, { password, status: "CONFIRMED", epoch: person.epoch + 1 });
    this.#use(person, "reset");
    this.#counter(name, "password").count = 0;
    return "done";
  }

  /** The token that was handed out last, asked without a look at the storage. */
  verify(): Outcome {
    return this.#session !== undefined && this.now < this.#session.until ? "done" : signedOut;
  }

  get isSignedIn(): boolean {
    return this.#session !== undefined;
  }

  /** Whoever was let in last looks at themselves. */
  self(): Outcome {
    return this.#self() === undefined ? signedOut : "done";
  }

  changePassword(previous: string, proposed: string): Outcome {
    if (this.verify() !== "done") return signedOut;
    const weak = weakness(proposed);
    if (weak !== undefined) return weak;
    const person = this.#self();
    if (person === undefined) return signedOut;
    if (within(this.#counter(person.name, "change"), hour, this.now) >= 5) return overLimit;
    if (person.password !== previous) return this.#counted(person.name, "change", wrongPassword);
    Object.assign(person, { password: proposed, epoch: person.epoch + 1 });
    Object.assign(this.#session ?? {}, { epoch: person.epoch });
    return "done";
  }

  setOwnEmail(email: string | undefined, code: () => string): Outcome {
    const person = this.#self();
    if (person === undefined) return signedOut;
    if (email === person.email) return "done";
    if (email !== undefined) {
      if (within(this.#counter(person.name, "send"), hour, this.now) >= 5) return overLimit;
      this.#counted(person.name, "send", "done");
    }
    Object.assign(person, { email, isVerified: false });
    if (email !== undefined) person.codes.email = this.#code(person, code());
    return "done";
  }

  sendEmailCode(code: () => string): Outcome {
    const person = this.#self();
    if (person === undefined) return signedOut;
    if (within(this.#counter(person.name, "send"), hour, this.now) >= 5) return overLimit;
    if (person.email === undefined) return "InvalidParameterException: User has no email to verify.";
    person.codes.email = this.#code(person, code());
    return this.#counted(person.name, "send", "done");
  }

  verifyEmail(text: string): Outcome {
    const person = this.#self();
    if (person === undefined) return signedOut;
    if (within(this.#counter(person.name, "verify"), hour, this.now) >= 15) return overLimit;
    const verdict = this.#judge(person, "email", text);
    if (verdict === "wrong") return this.#counted(person.name, "verify", wrongCode);
    if (verdict !== "right") return this.#counted(person.name, "verify", oldCode);
    if (this.#holder(person.email, person) !== undefined) return this.#counted(person.name, "verify", taken);
    person.isVerified = true;
    this.#use(person, "email");
    return "done";
  }

  deleteSelf(): Outcome {
    const person = this.#self();
    if (person === undefined) return signedOut;
    this.#people.delete(person.name);
    return "done";
  }

  setEmail(name: string, email: string, isVerified: boolean, code: () => string): Outcome {
    return this.#change(name, (person) => {
      if (isVerified && this.#holder(email, person) !== undefined) return taken;
      const isNew = person.email !== email;
      Object.assign(person, { email, isVerified });
      if (isNew && !isVerified) person.codes.email = this.#code(person, code());
      return "done";
    });
  }

  resetPassword(name: string, code: () => string): Outcome {
    return this.#change(name, (person) => {
      if (person.status !== "CONFIRMED" && person.status !== "RESET_REQUIRED") return cannotBeReset;
      if (person.email === undefined || !person.isVerified) return nowhereToSend;
      Object.assign(person, { status: "RESET_REQUIRED", epoch: person.epoch + 1 });
      person.codes.reset = this.#code(person, code());
      return "done";
    });
  }

  adminConfirm(name: string): Outcome {
    return this.#change(name, (person) => {
      if (person.status !== "UNCONFIRMED") return cannotBeConfirmed(person.status);
      person.status = "CONFIRMED";
      return "done";
    });
  }

  setEnabled(name: string, enabled: boolean): Outcome {
    return this.#change(name, (person) => {
      if (person.enabled && !enabled) person.epoch += 1;
      person.enabled = enabled;
      return "done";
    });
  }

  setPassword(name: string, password: string, permanent: boolean): Outcome {
    const weak = weakness(password);
    if (weak !== undefined) return weak;
    return this.#change(name, (person) => {
      Object.assign(person, { password, epoch: person.epoch + 1, temporaryUntil: this.now + 7 * day });
      person.status = permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
      this.#counter(name, "password").count = 0;
      return "done";
    });
  }

  signOutEverywhere(name: string): Outcome {
    return this.#change(name, (person) => {
      person.epoch += 1;
      return "done";
    });
  }

  setGroup(name: string, group: string, isIn: boolean): Outcome {
    return this.#change(name, ({ groups }) => {
      if (isIn) groups.add(group);
      else groups.delete(group);
      return "done";
    });
  }

  delete(name: string): Outcome {
    return this.#change(name, (person) => {
      this.#people.delete(person.name);
      return "done";
    });
  }

  /** What expired an hour ago is forgotten: nobody is told any more that it was there. */
  maintain(): Outcome {
    if (this.#challenge !== undefined && this.now >= this.#challenge.askedAt + 3 * minute + hour) this.#challenge.isSwept = true;
    for (const { codes } of this.#people.values()) {
      for (const purpose of ["signUp", "reset", "email"] as const) {
        const sentAt = codes[purpose]?.sentAt;
        if (sentAt !== undefined && this.now >= sentAt + validity[purpose] + hour) delete codes[purpose];
      }
    }
    return "done";
  }

  get(name: string): Outcome | object {
    const person = this.#find(name);
    if (person === undefined) return noUser;
    const { status, enabled, email, isVerified, groups } = person;
    return { status, enabled, email, isVerified, groups: [...groups].sort() };
  }

  /** Who has this address, verified or not. */
  listed(email: string): readonly string[] {
    const has = [...this.#people.values()].filter((person) => person.email !== undefined && fold(person.email) === fold(email));
    return has.map(({ name }) => name).sort();
  }

  #add(name: string, password: string, status: Person["status"]): Person {
    this.#born += 1;
    const state = { email: undefined, isVerified: false, enabled: true, epoch: 0, temporaryUntil: 0 };
    const person = {
      name: fold(name),
      id: `person ${this.#born}`,
      password,
      status,
      groups: new Set<string>(),
      codes: {},
      ...state,
    };
    this.#people.set(fold(name), person);
    return person;
  }

  #find(name: string): Person | undefined {
    return this.#people.get(fold(name)) ?? this.#holder(name, undefined);
  }

  /** Who has proved this address, if it is somebody else. */
  #holder(email: string | undefined, other: Person | undefined): Person | undefined {
    if (email === undefined) return undefined;
    return [...this.#people.values()].find(
      (person) => person !== other && person.isVerified && person.email !== undefined && fold(person.email) === fold(email),
    );
  }

  #isThere(person: Person): boolean {
    return this.#people.get(person.name) === person;
  }

  #self(): Person | undefined {
    const session = this.#session;
    if (session === undefined || this.now >= session.until) return undefined;
    const { person, epoch } = session;
    return this.#isThere(person) && person.enabled && person.epoch === epoch ? person : undefined;
  }

  #mayRecover({ enabled, status }: Person): boolean {
    return enabled && (status === "CONFIRMED" || status === "RESET_REQUIRED");
  }

  #change(name: string, change: (person: Person) => Outcome): Outcome {
    const person = this.#find(name);
    return person === undefined ? noUser : change(person);
  }

  #comeIn(person: Person): Outcome {
    this.#counter(person.name, "password").count = 0;
    this.#session = { person, epoch: person.epoch, until: this.now + hour };
    return "done";
  }

  #code({ email }: Person, text: string): Code {
    return { text, to: email, sentAt: this.now, isUsed: false };
  }

  #judge(person: Person | undefined, purpose: keyof Person["codes"], text: string): "wrong" | "used" | "expired" | "right" {
    const code = person?.codes[purpose];
    if (person === undefined || code === undefined || code.text !== text || code.to !== person.email) return "wrong";
    if (code.isUsed) return "used";
    return this.now >= code.sentAt + validity[purpose] ? "expired" : "right";
  }

  #use({ codes }: Person, purpose: keyof Person["codes"]): void {
    Object.assign(codes[purpose] ?? {}, { isUsed: true });
  }

  #counter(name: string, purpose: string) {
    return this.#counters.of(this.#find(name)?.id ?? `nobody called ${fold(name)}`, purpose);
  }

  #counted(name: string, purpose: string, outcome: Outcome): Outcome {
    count(this.#counter(name, purpose), hour, this.now);
    return outcome;
  }
}

function fold(name: string): string {
  return name.toLowerCase();
}
