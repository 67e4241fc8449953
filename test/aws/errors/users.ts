import {
  AdminCreateUserCommand,
  AdminDeleteUserAttributesCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, calling, nobody, ofPool, reads, sending, writes } from "./provocation.ts";
import { attributes, confirmed, type Stage, weak } from "./stage.ts";

const Username = "ada";

async function ofAda(stage: Stage): Promise<{ readonly UserPoolId: string; readonly Username: string }> {
  await confirmed(stage);
  return { UserPoolId: stage.UserPoolId, Username };
}

export const users: Capability = {
  AdminCreateUser: {
    command: ({ UserPoolId }) => {
      const UserAttributes = [{ Name: "email", Value: attributes.email }];
      return new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes });
    },
    errors: {
      ...writes,
      ...ofPool,
      ...calling("preSignUp"),
      ...sending,
      InvalidPasswordException: { input: { TemporaryPassword: weak } },
      UsernameExistsException: { before: (stage) => confirmed(stage) },
      UserNotFoundException: { input: { MessageAction: "RESEND" } },
      UnsupportedUserStateException: { before: (stage) => confirmed(stage), input: { MessageAction: "RESEND" } },
    },
  },
  AdminGetUser: {
    command: async (stage) => new AdminGetUserCommand(await ofAda(stage)),
    errors: { ...reads, ...ofPool, UserNotFoundException: nobody },
  },
  AdminDeleteUser: {
    command: async (stage) => new AdminDeleteUserCommand(await ofAda(stage)),
    errors: { ...writes, ...ofPool, UserNotFoundException: nobody },
  },
  AdminUpdateUserAttributes: {
    async command(stage) {
      const UserAttributes = [{ Name: "email", Value: "lovelace@example.com" }];
      return new AdminUpdateUserAttributesCommand({ ...(await ofAda(stage)), UserAttributes });
    },
    errors: {
      ...writes,
      ...ofPool,
      ...calling("customMessage"),
      UserNotFoundException: nobody,
      AliasExistsException: {
        options: { aliasAttributes: ["preferred_username"] },
        before: (stage) => confirmed(stage, "bob"),
        input: { UserAttributes: [{ Name: "preferred_username", Value: "bob" }] },
      },
    },
  },
  AdminDeleteUserAttributes: {
    command: async (stage) => new AdminDeleteUserAttributesCommand({ ...(await ofAda(stage)), UserAttributeNames: ["email"] }),
    errors: { ...writes, ...ofPool, UserNotFoundException: nobody },
  },
  ListUsers: {
    command: ({ UserPoolId }) => new ListUsersCommand({ UserPoolId }),
    errors: { ...reads, ...ofPool },
  },
};
