import fc from "fast-check";
import {
  adminConfirm,
  create,
  deleteAttribute,
  deleteUser,
  inviteAgain,
  resetPassword,
  setAddress,
  setEnabled,
  setPassword,
  setPreferredOf,
  signOutEverywhere,
} from "../administrators.ts";
import { maintain } from "../applications.ts";
import { seldom } from "./applications.ts";
import { address, addresses, anybody, names, passwords, preferred, type Step, sent } from "./step.ts";

const temporary = fc.oneof({ weight: 2, arbitrary: passwords }, { weight: 1, arbitrary: fc.constant(undefined) });
const given = fc.record({
  name: names,
  password: temporary,
  email: fc.constantFrom(...addresses, undefined),
  isVerified: fc.boolean(),
  isInvited: fc.boolean(),
});

/** What an administrator of users does, and time. */
export const ofAdministrators: readonly fc.Arbitrary<Step>[] = [
  given.map(({ name, password, email, isInvited, ...rest }) => {
    const isVerified = rest.isVerified && email !== undefined;
    const attributes = email === undefined ? {} : { email, ...(isVerified && { email_verified: "true" }) };
    const messageAction = isInvited ? undefined : "SUPPRESS";
    return {
      words: `users.create(${name}, ${password}, ${email}, ${isVerified}, ${messageAction})`,
      predict: (model, real) => create(model, { name, password, email, isVerified, isInvited }, sent(real)),
      act: ({ pool }) => pool.users.create({ username: name, temporaryPassword: password, attributes, messageAction }),
    } satisfies Step;
  }),
  fc.tuple(anybody, temporary).map(([username, temporaryPassword]) => ({
    words: `users.create(${username}, ${temporaryPassword}, RESEND)`,
    predict: (model, real) => inviteAgain(model, username, temporaryPassword, sent(real)),
    act: ({ pool }) => pool.users.create({ username, temporaryPassword, messageAction: "RESEND" }),
  })),
  fc.tuple(anybody, passwords, fc.boolean()).map(([username, password, permanent]) => ({
    words: `users.setPassword(${username}, ${password}, ${permanent})`,
    predict: (model) => setPassword(model, username, password, permanent),
    act: ({ pool }) => pool.users.setPassword({ username, password, permanent }),
  })),
  anybody.map((username) => ({
    words: `users.resetPassword(${username})`,
    predict: (model, real) => resetPassword(model, username, sent(real)),
    act: ({ pool }) => pool.users.resetPassword(username),
  })),
  fc.tuple(anybody, address, fc.boolean()).map(([username, [kind, value], isVerified]) => ({
    words: `users.updateAttributes(${username}, ${kind}: ${value}, ${isVerified})`,
    predict: (model, real) => setAddress(model, username, { kind, value, isVerified }, sent(real)),
    act: ({ pool }) =>
      pool.users.updateAttributes({ username, attributes: { [kind]: value, [`${kind}_verified`]: String(isVerified) } }),
  })),
  fc.tuple(anybody, preferred).map(([username, name]) => ({
    words: `users.updateAttributes(${username}, preferred_username: ${name})`,
    predict: (model) => setPreferredOf(model, username, name),
    act: ({ pool }) => pool.users.updateAttributes({ username, attributes: { preferred_username: name ?? "" } }),
  })),
  fc.tuple(anybody, fc.constantFrom("email", "phone_number", "preferred_username")).map(([username, attribute]) => ({
    words: `users.deleteAttributes(${username}, ${attribute})`,
    predict: (model) => deleteAttribute(model, username, attribute),
    act: ({ pool }) => pool.users.deleteAttributes({ username, attributeNames: [attribute] }),
  })),
  anybody.map((username) => ({
    words: `users.confirm(${username})`,
    predict: (model) => adminConfirm(model, username),
    act: ({ pool }) => pool.users.confirm(username),
  })),
  fc.tuple(anybody, fc.boolean()).map(([username, enabled]) => ({
    words: `users.${enabled ? "enable" : "disable"}(${username})`,
    predict: (model) => setEnabled(model, username, enabled),
    act: ({ pool }) => (enabled ? pool.users.enable(username) : pool.users.disable(username)),
  })),
  seldom(
    anybody.map((username) => ({
      words: `users.signOutEverywhere(${username})`,
      predict: (model) => signOutEverywhere(model, username),
      act: ({ pool }) => pool.users.signOutEverywhere(username),
    })),
  ),
  seldom(
    anybody.map((username) => ({
      words: `users.delete(${username})`,
      predict: (model) => deleteUser(model, username),
      act: ({ pool }) => pool.users.delete(username),
    })),
  ),
  fc.constant<Step>({
    words: "maintain()",
    predict: (model) => maintain(model),
    act: ({ rockpool }) => rockpool.maintain(),
  }),
  fc.constantFrom(1_000, 30_000, 3 * 60_000, 15 * 60_000, 3_600_000, 86_400_000).map((milliseconds) => ({
    words: `advance(${milliseconds} ms)`,
    predict: (model) => {
      model.now += milliseconds;
      return "done";
    },
    act: async ({ clock }) => clock.advance({ milliseconds }),
  })),
];
