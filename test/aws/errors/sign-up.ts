import {
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  type Capability,
  calling,
  nobody,
  ofClient,
  type Provocation,
  type Provocations,
  sending,
  writes,
} from "./provocation.ts";
import { anotherCode, attributes, confirmed, Password, type Stage, times, weak } from "./stage.ts";

const Username = "ada";
const Another = "Another-horse-8!";
const { email } = attributes;

const signUp = ({ client }: Stage) => client.signUp({ username: Username, password: Password, attributes: { email } });
const disabled: Provocation = { before: ({ pool }) => pool.users.disable(Username) };
const later = (hours: number): Provocation => ({ before: ({ clock }) => clock.advance({ hours }) });

const wrongCode: Provocation["input"] = async ({ outbox }: Stage) => ({
  ConfirmationCode: anotherCode(outbox.messages.at(-1)?.code ?? ""),
});

/** Of an operation that takes a code, which is good for so long. */
const takingCode = (hours: number, wrongTry: (stage: Stage, wrong: string) => Promise<unknown>): Provocations => ({
  CodeMismatchException: { input: wrongCode },
  ExpiredCodeException: later(hours),
  LimitExceededException: {
    before: (stage, { ConfirmationCode = "" }) => times(15, () => wrongTry(stage, anotherCode(ConfirmationCode))),
  },
});

export const signUps: Capability = {
  SignUp: {
    command: ({ ClientId }) =>
      new SignUpCommand({ ClientId, Username, Password, UserAttributes: [{ Name: "email", Value: email }] }),
    errors: {
      ...writes,
      ...ofClient,
      ...calling("preSignUp"),
      ...sending,
      InvalidPasswordException: { input: { Password: weak } },
      UsernameExistsException: { before: signUp },
      NotAuthorizedException: { options: { adminCreateUserConfig: { allowAdminCreateUserOnly: true } } },
    },
  },
  ConfirmSignUp: {
    async command(stage) {
      await signUp(stage);
      const { ClientId, outbox } = stage;
      return new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode: outbox.lastCode(Username) });
    },
    errors: {
      ...writes,
      ...ofClient,
      ...calling("postConfirmation"),
      ...takingCode(24, ({ client }, confirmationCode) => client.confirmSignUp({ username: Username, confirmationCode })),
      UserNotFoundException: nobody,
      NotAuthorizedException: { before: ({ pool }) => pool.users.confirm(Username) },
      AliasExistsException: { options: { aliasAttributes: ["email"] }, before: (stage) => confirmed(stage, "bob") },
    },
  },
  ResendConfirmationCode: {
    async command(stage) {
      await signUp(stage);
      return new ResendConfirmationCodeCommand({ ClientId: stage.ClientId, Username });
    },
    errors: {
      ...writes,
      ...ofClient,
      ...calling("customMessage"),
      ...sending,
      UserNotFoundException: nobody,
      NotAuthorizedException: disabled,
      LimitExceededException: {
        before: ({ client }) => times(5, () => client.resendConfirmationCode({ username: Username })),
      },
    },
  },
  ForgotPassword: {
    async command(stage) {
      await confirmed(stage);
      return new ForgotPasswordCommand({ ClientId: stage.ClientId, Username });
    },
    errors: {
      ...writes,
      ...ofClient,
      ...calling("customMessage"),
      ...sending,
      UserNotFoundException: nobody,
      NotAuthorizedException: disabled,
      LimitExceededException: { before: ({ client }) => times(5, () => client.forgotPassword({ username: Username })) },
    },
  },
  ConfirmForgotPassword: {
    async command(stage) {
      await confirmed(stage);
      const { client, ClientId, outbox } = stage;
      await client.forgotPassword({ username: Username });
      const ConfirmationCode = outbox.lastCode(Username);
      return new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password: Another });
    },
    errors: {
      ...writes,
      ...ofClient,
      ...calling("postConfirmation"),
      ...takingCode(1, ({ client }, confirmationCode) =>
        client.confirmForgotPassword({ username: Username, confirmationCode, password: Another }),
      ),
      UserNotFoundException: nobody,
      NotAuthorizedException: disabled,
      InvalidPasswordException: { input: { Password: weak } },
      PasswordHistoryPolicyViolationException: {
        options: { passwordPolicy: { passwordHistorySize: 3 } },
        input: { Password },
      },
    },
  },
};
