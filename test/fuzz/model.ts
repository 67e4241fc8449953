/*
 * What a pool is, as plain data and in few words: no storage, no races, no secrets. It is written from the documentation; where
 * it and the pool disagree, one of them is wrong.
 */

export type Outcome = "done" | "challenge" | `${string}Exception: ${string}`;

interface Person {
  password: string;
  status: "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD";
  enabled: boolean;
  /** Sessions and challenges of a lower one are dead. */
  epoch: number;
  /** Until when a temporary password may be used. */
  temporaryUntil: number;
  /** The code that was sent last. */
  code: { text: string; sentAt: number; isUsed: boolean } | undefined;
}

interface Counter {
  count: number;
  firstAt: number;
  lastAt: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const wrongPassword = "NotAuthorizedException: Incorrect username or password.";
const wrongCode = "CodeMismatchException: Invalid verification code provided, please try again.";
const overLimit = "LimitExceededException: Attempt limit exceeded, please try after some time.";
const noUser = "UserNotFoundException: User does not exist.";
const invalidSession = "NotAuthorizedException: Invalid session for the user";

export class Model {
  now: number;
  readonly #people = new Map<string, Person>();
  /** Of people by name and generation, of names nobody has by name. */
  readonly #counters = new Map<string, Counter>();
  readonly #generations = new Map<string, number>();
  #challenge: { name: string; person: Person; epoch: number; askedAt: number; isUsed: boolean; isSwept: boolean } | undefined;
  #tokenUntil = 0;

  constructor(now: number) {
    this.now = now;
  }

  signUp(name: string, password: string, code: () => string): Outcome {
    const weak = weakness(password);
    if (weak !== undefined) return weak;
    if (this.#people.has(fold(name))) return "UsernameExistsException: User already exists";
    this.#add(name, password, "UNCONFIRMED").code = { text: code(), sentAt: this.now, isUsed: false };
    return "done";
  }

  create(name: string, password: string): Outcome {
    const weak = weakness(password);
    if (weak !== undefined) return weak;
    if (this.#people.has(fold(name))) return "UsernameExistsException: User account already exists";
    this.#add(name, password, "FORCE_CHANGE_PASSWORD").temporaryUntil = this.now + 7 * day;
    return "done";
  }

  confirm(name: string, code: string): Outcome {
    const person = this.#people.get(fold(name));
    const counter = this.#counter(name, "confirm");
    if (this.#within(counter, hour) >= 15) return overLimit;
    if (person?.code === undefined || person.code.text !== code) return this.#count(counter, hour, wrongCode);
    const { status } = person;
    const isOver = status !== "UNCONFIRMED" || person.code.isUsed;
    if (isOver && person.code.isUsed) return `NotAuthorizedException: User cannot be confirmed. Current status is ${status}`;
    if (this.now >= person.code.sentAt + day) return "ExpiredCodeException: Invalid code provided, please request a code again.";
    if (isOver) return `NotAuthorizedException: User cannot be confirmed. Current status is ${status}`;
    Object.assign(person, { status: "CONFIRMED" });
    person.code.isUsed = true;
    counter.count = 0;
    return "done";
  }

  resend(name: string, code: () => string): Outcome {
    const person = this.#people.get(fold(name));
    const counter = this.#counter(name, "resend");
    if (this.#within(counter, hour) >= 5) return overLimit;
    this.#count(counter, hour, "done");
    if (person?.status === "UNCONFIRMED") person.code = { text: code(), sentAt: this.now, isUsed: false };
    return "done";
  }

  signIn(name: string, password: string): Outcome {
    const person = this.#people.get(fold(name));
    const counter = this.#counter(name, "password");
    // It begins anew 15 minutes after the last failure; from the fifth on, each locks for 1, 2, 4 … seconds.
    if (this.now - counter.lastAt >= 15 * minute) counter.count = 0;
    const lock = counter.count < 5 ? 0 : Math.min(1000 * 2 ** (counter.count - 5), 15 * minute);
    if (this.now < counter.lastAt + lock) return "NotAuthorizedException: Password attempts exceeded";
    if (person?.password !== password) return this.#count(counter, Number.POSITIVE_INFINITY, wrongPassword);
    if (!person.enabled) return "NotAuthorizedException: User is disabled.";
    if (person.status === "UNCONFIRMED") return "UserNotConfirmedException: User is not confirmed.";
    if (person.status === "FORCE_CHANGE_PASSWORD") {
      if (this.now >= person.temporaryUntil) {
        return "NotAuthorizedException: Temporary password has expired and must be reset by an administrator.";
      }
      this.#challenge = { name: fold(name), person, epoch: person.epoch, askedAt: this.now, isUsed: false, isSwept: false };
      return "challenge";
    }
    return this.#comeIn(name);
  }

  /** Answers the challenge that was put last; there must have been one. */
  respond(password: string): Outcome {
    const challenge = this.#challenge;
    if (challenge === undefined) throw new Error("there is no challenge");
    const { name, person, epoch, askedAt } = challenge;
    if (challenge.isSwept) return `${invalidSession}.`;
    if (challenge.isUsed) return `${invalidSession}, session can only be used once.`;
    if (this.now >= askedAt + 3 * minute) return `${invalidSession}, session is expired.`;
    if (this.#people.get(name) !== person || person.epoch !== epoch) return `${invalidSession}.`;
    const weak = weakness(password);
    if (weak !== undefined) return weak;
    challenge.isUsed = true;
    Object.assign(person, { password, status: "CONFIRMED", epoch: epoch + 1 });
    return this.#comeIn(name);
  }

  get isChallenged(): boolean {
    return this.#challenge !== undefined;
  }

  /** The token that was handed out last. */
  verify(): Outcome {
    return this.now < this.#tokenUntil ? "done" : "NotAuthorizedException: ";
  }

  adminConfirm(name: string): Outcome {
    return this.#change(name, (person) => {
      if (person.status !== "UNCONFIRMED") {
        return `NotAuthorizedException: User cannot be confirmed. Current status is ${person.status}`;
      }
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

  delete(name: string): Outcome {
    return this.#change(name, () => {
      this.#people.delete(fold(name));
      this.#generations.set(fold(name), (this.#generations.get(fold(name)) ?? 0) + 1);
      return "done";
    });
  }

  /** What expired an hour ago is forgotten: nobody is told any more that it was there. */
  maintain(): Outcome {
    if (this.#challenge !== undefined && this.now >= this.#challenge.askedAt + 3 * minute + hour) this.#challenge.isSwept = true;
    for (const person of this.#people.values()) {
      if (person.code !== undefined && this.now >= person.code.sentAt + day + hour) person.code = undefined;
    }
    return "done";
  }

  get(name: string): Outcome | Pick<Person, "status" | "enabled"> {
    const person = this.#people.get(fold(name));
    return person === undefined ? noUser : { status: person.status, enabled: person.enabled };
  }

  #add(name: string, password: string, status: Person["status"]): Person {
    const person: Person = { password, status, enabled: true, epoch: 0, temporaryUntil: 0, code: undefined };
    this.#people.set(fold(name), person);
    return person;
  }

  #change(name: string, change: (person: Person) => Outcome): Outcome {
    const person = this.#people.get(fold(name));
    return person === undefined ? noUser : change(person);
  }

  #comeIn(name: string): Outcome {
    this.#counter(name, "password").count = 0;
    this.#tokenUntil = this.now + hour;
    return "done";
  }

  #counter(name: string, purpose: string): Counter {
    const folded = fold(name);
    const whose = this.#people.has(folded) ? `person ${this.#generations.get(folded) ?? 0}` : "nobody";
    const key = `${whose} ${folded} ${purpose}`;
    const counter = this.#counters.get(key) ?? { count: 0, firstAt: 0, lastAt: 0 };
    this.#counters.set(key, counter);
    return counter;
  }

  #within({ count, firstAt }: Counter, window: number): number {
    return this.now - firstAt >= window ? 0 : count;
  }

  #count(counter: Counter, window: number, outcome: Outcome): Outcome {
    const before = this.#within(counter, window);
    counter.firstAt = before === 0 ? this.now : counter.firstAt;
    Object.assign(counter, { count: before + 1, lastAt: this.now });
    return outcome;
  }
}

function fold(name: string): string {
  return name.toLowerCase();
}

/** The only weakness that the passwords here have. */
function weakness(password: string): Outcome | undefined {
  if (password.length >= 8) return undefined;
  return "InvalidPasswordException: Password did not conform with policy: Password not long enough";
}
