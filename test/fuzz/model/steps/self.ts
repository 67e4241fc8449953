import fc from "fast-check";
import type { SignedInUser } from "rockpool";
import { signedOut } from "../answers.ts";
import type { Contact } from "../person.ts";
import { changePassword, deleteSelf, sendCode, setOwnAddress, setPreferred, verify, verifyAddress } from "../self.ts";
import type { Model } from "../state.ts";
import { seldom } from "./applications.ts";
import { address, codeOf, contact, inTurn, passwords, preferred, type Real, type Step, sent, texts } from "./step.ts";

const isPossible = (model: Model): boolean => model.session !== undefined;
const me = ({ client, token = "" }: Real): Promise<SignedInUser> => client.user(token);

const updating = (kind: Contact, value: string): Step => ({
  words: `user.attributes.update(${kind}: ${value})`,
  isPossible,
  predict: (model, real) => setOwnAddress(model, kind, value, sent(real)),
  act: async (real) => void (await (await me(real)).attributes.update({ [kind]: value })),
});

const asking = (kind: Contact): Step => ({
  words: `user.attributes.sendVerificationCode(${kind})`,
  isPossible,
  predict: (model, real) => sendCode(model, kind, sent(real)),
  act: async (real) => (await me(real)).attributes.sendVerificationCode(kind),
});

const proving = (kind: Contact, which: string): Step => ({
  words: `user.attributes.verify(${kind}, ${which})`,
  isPossible,
  predict: (model, real) => verifyAddress(model, kind, codeOf(real, which)),
  act: async (real) => (await me(real)).attributes.verify({ attributeName: kind, code: codeOf(real, which) }),
});

/** What whoever was let in last does. */
export const ofUsers: readonly fc.Arbitrary<Step>[] = [
  fc.constant<Step>({
    words: "verify()",
    isPossible,
    predict: (model) => verify(model),
    act: ({ pool, token = "" }) => pool.verify(token, { tokenUse: "access", clientId: null }),
  }),
  fc.constant<Step>({
    words: "user.get()",
    isPossible,
    predict: (model) => (model.self() === undefined ? signedOut : "done"),
    act: me,
  }),
  fc.tuple(passwords, passwords).map(([previousPassword, proposedPassword]) => ({
    words: `user.changePassword(${previousPassword}, ${proposedPassword})`,
    isPossible: (model) => model.self() !== undefined,
    predict: (model) => changePassword(model, previousPassword, proposedPassword),
    act: async (real) => (await me(real)).changePassword({ previousPassword, proposedPassword }),
  })),
  address.map(([kind, value]) => updating(kind, value)),
  address.map(([kind, value]) => inTurn(updating(kind, value), proving(kind, "last"))),
  contact.map((kind) => ({
    words: `user.attributes.delete(${kind})`,
    isPossible,
    predict: (model, real) => setOwnAddress(model, kind, undefined, sent(real)),
    act: async (real) => (await me(real)).attributes.delete([kind]),
  })),
  preferred.map((name) => ({
    words: `user.attributes.update(preferred_username: ${name})`,
    isPossible,
    predict: (model) => model.asSelf((person) => setPreferred(model, person, name)),
    act: async (real) => void (await (await me(real)).attributes.update({ preferred_username: name ?? "" })),
  })),
  contact.map(asking),
  contact.map((kind) => inTurn(asking(kind), proving(kind, "last"))),
  fc.tuple(contact, texts).map(([kind, which]) => proving(kind, which)),
  seldom(
    fc.constant<Step>({
      words: "user.delete()",
      isPossible,
      predict: (model) => deleteSelf(model),
      act: async (real) => (await me(real)).delete(),
    }),
  ),
];
