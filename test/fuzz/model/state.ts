import { noUser, type Outcome, signedOut } from "./answers.ts";
import { type Counter, Counters, count, within } from "./counters.ts";
import { type Code, type Contact, contacts, type Group, hour, newPerson, type Person, type Purpose, validity } from "./person.ts";
import type { Variant } from "./variants.ts";

/*
 * What a pool is, as plain data and in few words: no storage, no races, no secrets. It is written from the documentation; where it and
 * the pool disagree, one of them is wrong. What can be done to it stands in the files beside.
 */

/** `none`: there is no code that could be right. */
type Verdict = "wrong" | "used" | "expired" | "right" | "none";

interface Challenge {
  readonly person: Person;
  readonly epoch: number;
  readonly askedAt: number;
  isUsed: boolean;
  isSwept: boolean;
}

interface Session {
  readonly person: Person;
  epoch: number;
  readonly until: number;
}

export class Model {
  readonly variant: Variant;
  now: number;
  readonly people: Map<string, Person> = new Map();
  /** By name. */
  readonly groups: Map<string, Group> = new Map();
  /** Who somebody at another provider is; also who is gone. */
  readonly links: Map<string, Person> = new Map();
  /** What was put last. */
  challenge: Challenge | undefined;
  /** Of whoever was let in last. */
  session: Session | undefined;
  readonly #counters = new Counters();
  #born = 0;

  constructor(variant: Variant, now: number) {
    this.variant = variant;
    this.now = now;
  }

  fold(name: string): string {
    return this.variant.isCaseSensitive ? name : name.toLowerCase();
  }

  add(name: string): Person {
    this.#born += 1;
    const person = newPerson(this.fold(name), `person ${this.#born}`);
    this.people.set(person.name, person);
    return person;
  }

  isThere(person: Person): boolean {
    return this.people.get(person.name) === person;
  }

  /** Whoever is meant by a name: the user name, a preferred one, or an address that is proved, where those are aliases. */
  find(name: string): Person | undefined {
    return this.named(name) ?? this.holder("email", name) ?? this.holder("phone_number", name);
  }

  /** Who is called so, or prefers to be. */
  named(name: string): Person | undefined {
    const folded = this.fold(name);
    const isAlias = this.variant.aliases.includes("preferred_username");
    const prefers = ({ preferred }: Person): boolean => isAlias && preferred !== undefined && this.fold(preferred) === folded;
    return this.people.get(folded) ?? [...this.people.values()].find(prefers);
  }

  /** Who has proved this address, where it is an alias, and is somebody else than `other`. */
  holder(kind: Contact, address: string | undefined, other?: Person): Person | undefined {
    if (address === undefined || !this.variant.aliases.includes(kind)) return undefined;
    return [...this.people.values()].find((person) => {
      const has = person.addresses[kind];
      return person !== other && has?.isVerified === true && this.fold(has.value) === this.fold(address);
    });
  }

  /** Whoever was let in last, if they still are. */
  self(): Person | undefined {
    const session = this.session;
    if (session === undefined || this.now >= session.until) return undefined;
    const { person, epoch } = session;
    return this.isThere(person) && person.enabled && person.epoch === epoch ? person : undefined;
  }

  asSelf(act: (person: Person) => Outcome): Outcome {
    const person = this.self();
    return person === undefined ? signedOut : act(person);
  }

  change(name: string, change: (person: Person) => Outcome): Outcome {
    const person = this.find(name);
    return person === undefined ? noUser : change(person);
  }

  comeIn(person: Person): Outcome {
    this.counter(person.name, "password").count = 0;
    this.session = { person, epoch: person.epoch, until: this.now + hour };
    return "done";
  }

  /** All sessions end, and a code that was sent to replace the password of before has nothing to replace. */
  replacePassword(person: Person, password: string | null): void {
    Object.assign(person, { password, epoch: person.epoch + 1 });
    this.use(person, "reset");
  }

  code(kind: Contact, to: string, text: string, isPending = false): Code {
    return { text, kind, to, sentAt: this.now, isPending, isUsed: false };
  }

  judge(person: Person | undefined, purpose: Purpose, text: string): Verdict {
    const code = person?.codes[purpose];
    if (person === undefined || code === undefined) return "none";
    const proves = code.isPending && !code.isUsed ? code.to : person.addresses[code.kind]?.value;
    const isOld = this.isOld(code, purpose);
    if (code.text !== text || code.to !== proves) return isOld ? "none" : "wrong";
    if (code.isUsed) return "used";
    return isOld ? "expired" : "right";
  }

  isOld({ sentAt }: Code, purpose: Purpose): boolean {
    return this.now >= sentAt + validity[purpose];
  }

  use({ codes }: Person, purpose: Purpose): void {
    Object.assign(codes[purpose] ?? {}, { isUsed: true });
  }

  counter(name: string, purpose: string): Counter {
    return this.#counters.of(this.find(name)?.id ?? `nobody called ${this.fold(name)}`, purpose);
  }

  isOver(name: string, purpose: string, budget: number): boolean {
    return within(this.counter(name, purpose), hour, this.now) >= budget;
  }

  counted(name: string, purpose: string, outcome: Outcome): Outcome {
    count(this.counter(name, purpose), hour, this.now);
    return outcome;
  }

  get(name: string): Outcome | object {
    const person = this.find(name);
    if (person === undefined) return noUser;
    const { status, enabled, addresses, preferred } = person;
    const attributes = contacts.flatMap((kind): [string, string][] => {
      const address = addresses[kind];
      return address === undefined
        ? []
        : [
            [kind, address.value],
            [`${kind}_verified`, String(address.isVerified)],
          ];
    });
    if (preferred !== undefined) attributes.push(["preferred_username", preferred]);
    const groups = [...this.groups].filter(([, group]) => person.groups.has(group)).map(([groupName]) => groupName);
    const identities = [...this.links].filter(([, linked]) => linked === person).map(([identity]) => identity);
    return {
      name: person.name,
      status,
      enabled,
      attributes: Object.fromEntries(attributes),
      groups: groups.toSorted(),
      identities: identities.toSorted(),
    };
  }

  /** Who has this address, verified or not, however it is written. */
  listed(kind: Contact, address: string): readonly string[] {
    const has = (person: Person): boolean => person.addresses[kind]?.value.toLowerCase() === address.toLowerCase();
    return [...this.people.values()]
      .filter(has)
      .map(({ name }) => name)
      .toSorted();
  }
}
