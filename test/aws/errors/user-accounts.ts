import {
  AdminConfirmSignUpCommand,
  AdminDisableProviderForUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminLinkProviderForUserCommand,
  AdminListUserAuthEventsCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, calling, nobody, ofPool, type Provocations, reads, writes } from "./provocation.ts";
import { attributes, confirmed, Password, type Stage, Temporary, times, weak } from "./stage.ts";

const Username = "ada";
const changes: Provocations = { ...writes, ...ofPool, UserNotFoundException: nobody };

async function ofAda(stage: Stage): Promise<{ readonly UserPoolId: string; readonly Username: string }> {
  await confirmed(stage);
  return { UserPoolId: stage.UserPoolId, Username };
}

const at = (ProviderAttributeValue: string) => ({
  ProviderName: "Google",
  ProviderAttributeName: "Cognito_Subject",
  ProviderAttributeValue,
});

const link = ({ pool }: Stage, value: string, destinationUser = Username) => {
  const sourceUser = { providerName: "Google", providerAttributeName: "Cognito_Subject", providerAttributeValue: value };
  return pool.users.linkProvider({ destinationUser, sourceUser });
};

export const userAccounts: Capability = {
  AdminConfirmSignUp: {
    async command({ client, UserPoolId }) {
      await client.signUp({ username: Username, password: Password, attributes: { email: attributes.email } });
      return new AdminConfirmSignUpCommand({ UserPoolId, Username });
    },
    errors: {
      ...changes,
      ...calling("postConfirmation"),
      NotAuthorizedException: { before: ({ pool }) => pool.users.confirm(Username) },
    },
  },
  AdminDisableUser: {
    command: async (stage) => new AdminDisableUserCommand(await ofAda(stage)),
    errors: changes,
  },
  AdminEnableUser: {
    async command(stage) {
      const of = await ofAda(stage);
      await stage.pool.users.disable(Username);
      return new AdminEnableUserCommand(of);
    },
    errors: changes,
  },
  AdminResetUserPassword: {
    command: async (stage) => new AdminResetUserPasswordCommand(await ofAda(stage)),
    errors: {
      ...changes,
      ...calling("customMessage"),
      NotAuthorizedException: {
        before: ({ pool }) => pool.users.setPassword({ username: Username, password: Temporary }),
      },
    },
  },
  AdminUserGlobalSignOut: {
    command: async (stage) => new AdminUserGlobalSignOutCommand(await ofAda(stage)),
    errors: changes,
  },
  AdminSetUserPassword: {
    command: async (stage) => new AdminSetUserPasswordCommand({ ...(await ofAda(stage)), Password: "Another-horse-8!" }),
    errors: {
      ...changes,
      InvalidPasswordException: { input: { Password: weak } },
      PasswordHistoryPolicyViolationException: {
        options: { passwordPolicy: { passwordHistorySize: 3 } },
        input: { Password },
      },
    },
  },
  AdminListUserAuthEvents: {
    command: async (stage) => new AdminListUserAuthEventsCommand(await ofAda(stage)),
    errors: { ...reads, ...ofPool, UserNotFoundException: nobody },
  },
  AdminLinkProviderForUser: {
    async command(stage) {
      await confirmed(stage);
      const DestinationUser = { ProviderName: "Cognito", ProviderAttributeValue: Username };
      return new AdminLinkProviderForUserCommand({ UserPoolId: stage.UserPoolId, DestinationUser, SourceUser: at("1") });
    },
    errors: {
      ...writes,
      ...ofPool,
      InvalidParameterException: { input: { SourceUser: {} } },
      UserNotFoundException: { input: { DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: "nobody" } } },
      AliasExistsException: {
        before: async (stage) => {
          await confirmed(stage, "bob");
          await link(stage, "1", "bob");
        },
      },
      LimitExceededException: {
        before: (stage) => {
          let linked = 1;
          return times(5, () => {
            linked += 1;
            return link(stage, String(linked));
          });
        },
      },
    },
  },
  AdminDisableProviderForUser: {
    async command(stage) {
      await confirmed(stage);
      await link(stage, "1");
      return new AdminDisableProviderForUserCommand({ UserPoolId: stage.UserPoolId, User: at("1") });
    },
    errors: {
      ...writes,
      ...ofPool,
      InvalidParameterException: { input: { User: {} } },
      UserNotFoundException: { input: { User: at("2") } },
    },
  },
};
