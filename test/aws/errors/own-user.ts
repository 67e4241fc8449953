import {
  ChangePasswordCommand,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, calling, ofBearer, reads, sending, writes } from "./provocation.ts";
import { anotherCode, confirmed, Password, type Stage, times, tokensOf, weak } from "./stage.ts";

const Another = "Another-horse-8!";
const email = "lovelace@example.com";
const UserAttributes = [{ Name: "email", Value: email }];

async function bearer(stage: Stage): Promise<string> {
  await confirmed(stage);
  return (await tokensOf(stage)).accessToken;
}

export const ownUsers: Capability = {
  GetUser: {
    command: async (stage) => new GetUserCommand({ AccessToken: await bearer(stage) }),
    errors: { ...reads, ...ofBearer },
  },
  ChangePassword: {
    async command(stage) {
      const AccessToken = await bearer(stage);
      return new ChangePasswordCommand({ AccessToken, PreviousPassword: Password, ProposedPassword: Another });
    },
    errors: {
      ...writes,
      ...ofBearer,
      InvalidPasswordException: { input: { ProposedPassword: weak } },
      PasswordHistoryPolicyViolationException: {
        options: { passwordPolicy: { passwordHistorySize: 3 } },
        input: { ProposedPassword: Password },
      },
      LimitExceededException: {
        before: async ({ client }, { AccessToken = "" }) => {
          const user = client.bearer(AccessToken);
          await times(5, () => user.changePassword({ previousPassword: "Wrong-horse-7!", proposedPassword: Another }));
        },
      },
      PasswordResetRequiredException: {
        options: { client: { enableTokenRevocation: false } },
        before: ({ pool }) => pool.users.resetPassword("ada"),
      },
    },
  },
  DeleteUser: {
    command: async (stage) => new DeleteUserCommand({ AccessToken: await bearer(stage) }),
    errors: { ...writes, ...ofBearer },
  },
  GlobalSignOut: {
    command: async (stage) => new GlobalSignOutCommand({ AccessToken: await bearer(stage) }),
    errors: { ...writes, ...ofBearer },
  },
  UpdateUserAttributes: {
    command: async (stage) => new UpdateUserAttributesCommand({ AccessToken: await bearer(stage), UserAttributes }),
    errors: {
      ...writes,
      ...ofBearer,
      ...calling("customMessage"),
      ...sending,
      AliasExistsException: {
        options: { aliasAttributes: ["preferred_username"] },
        before: (stage) => confirmed(stage, "bob"),
        input: { UserAttributes: [{ Name: "preferred_username", Value: "bob" }] },
      },
    },
  },
  DeleteUserAttributes: {
    command: async (stage) =>
      new DeleteUserAttributesCommand({ AccessToken: await bearer(stage), UserAttributeNames: ["email"] }),
    errors: { ...writes, ...ofBearer },
  },
  GetUserAttributeVerificationCode: {
    command: async (stage) =>
      new GetUserAttributeVerificationCodeCommand({ AccessToken: await bearer(stage), AttributeName: "email" }),
    errors: {
      ...writes,
      ...ofBearer,
      ...calling("customMessage"),
      ...sending,
      LimitExceededException: {
        before: async ({ client }, { AccessToken = "" }) => {
          const { attributes } = client.bearer(AccessToken);
          await times(5, () => attributes.sendVerificationCode("email"));
        },
      },
    },
  },
  VerifyUserAttribute: {
    async command(stage) {
      const AccessToken = await bearer(stage);
      const { attributes } = stage.client.bearer(AccessToken);
      await attributes.update({ email });
      return new VerifyUserAttributeCommand({ AccessToken, AttributeName: "email", Code: stage.outbox.lastCode(email) });
    },
    errors: {
      ...writes,
      ...ofBearer,
      CodeMismatchException: {
        input: async ({ outbox }: Stage) => ({ Code: anotherCode(outbox.messages.at(-1)?.code ?? "") }),
      },
      ExpiredCodeException: {
        // A token lives shorter than a code.
        input: async (stage: Stage) => {
          stage.clock.advance({ hours: 24 });
          return { AccessToken: (await tokensOf(stage)).accessToken };
        },
      },
      LimitExceededException: {
        before: async ({ client }, { AccessToken = "", Code = "" }) => {
          const { attributes } = client.bearer(AccessToken);
          await times(15, () => attributes.verify({ attributeName: "email", code: anotherCode(Code) }));
        },
      },
      AliasExistsException: {
        options: { aliasAttributes: ["email"] },
        before: (stage) => confirmed(stage, "bob", { email }),
      },
    },
  },
};
