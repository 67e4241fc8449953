import type { UserMigrationEvent, UserMigrationHandler } from "rockpool";

/** Somebody's password in the older system. */
export const theirs = "old pw";

type Answer = Partial<UserMigrationEvent["response"]>;

export const adasAnswer: Answer = {
  userAttributes: { email: "ada@example.com", email_verified: "true", name: "Ada" },
  finalUserStatus: "CONFIRMED",
  messageAction: "SUPPRESS",
};

/** Knows who has a name among these, and `theirs` as the password of each. Throws at a wrong one, and has nothing to say of others. */
export function olderSystem(answer: Answer = adasAnswer, names: readonly string[] = ["ada"]): UserMigrationHandler {
  return async (event) => {
    if (!names.includes(event.userName)) return event;
    const { password } = event.request;
    if (event.triggerSource === "UserMigration_Authentication" && password !== theirs) {
      throw new Error(`wrong password ${password}`);
    }
    return Object.assign(event, { response: { ...event.response, ...answer } });
  };
}
