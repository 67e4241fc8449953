import type { UserMigrationHandler } from "rockpool";
import { ofClient, type Provocation, type Provocations, sending } from "./provocation.ts";
import { attributes, confirmed, type Stage, times } from "./stage.ts";

/** Brings in somebody who is not here, as the older system has them. */
const migrating = (told: Readonly<Record<string, string>>) => async (stage: Stage) => {
  await confirmed(stage, "bob", { email: "bob@example.com" });
  const userMigration: UserMigrationHandler = (event) => {
    event.response.userAttributes = { ...attributes, ...told };
    event.response.finalUserStatus = "CONFIRMED";
    return Promise.resolve(event);
  };
  await stage.pool.settings.update({ triggers: { userMigration } });
};

const migration = (input: (name: string) => object): Provocations => ({
  AliasExistsException: {
    options: { aliasAttributes: ["preferred_username"] },
    before: migrating({ preferred_username: "bob" }),
    input: input("carol"),
  },
  UsernameExistsException: {
    options: { aliasAttributes: ["email"] },
    before: migrating({ username: "bob", email: "carol@example.com" }),
    input: input("carol@example.com"),
  },
});

const signIn = migration((USERNAME) => ({ AuthParameters: { USERNAME, PASSWORD: "Carols-horse-7!" } }));

const inAHundredGroups: Provocation = {
  before: async ({ pool }) => {
    let joined = 0;
    await times(100, async () => {
      joined += 1;
      const { groupName } = await pool.groups.create({ groupName: `group-${joined}` });
      await pool.groups.addUser({ groupName, username: "ada" });
    });
  },
};

/** What makes each operation answer what its model has not. */
export const besides: Readonly<Record<string, Provocations>> = {
  AdminCreateUser: {
    AliasExistsException: {
      options: { aliasAttributes: ["email"] },
      before: (stage) => confirmed(stage, "bob"),
      input: { UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })) },
    },
  },
  AdminAddUserToGroup: { LimitExceededException: inAHundredGroups },
  UpdateUserAttributes: {
    LimitExceededException: {
      before: async ({ client }, { AccessToken = "" }) => {
        const user = client.bearer(AccessToken);
        await times(5, () => user.attributes.sendVerificationCode("email"));
      },
    },
  },
  AdminUpdateUserAttributes: sending,
  AdminResetUserPassword: sending,
  InitiateAuth: signIn,
  AdminInitiateAuth: signIn,
  ForgotPassword: migration((Username) => ({ Username })),
  RevokeToken: { ResourceNotFoundException: ofClient.ResourceNotFoundException },
};
