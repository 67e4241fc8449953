import {
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { secretHash } from "rockpool";
import { describe, expect, it } from "vitest";
import { awsWorld } from "../world.ts";

const Password = "Correct-horse-7!";
const UserAttributes = [{ Name: "email", Value: "ada@example.com" }];

describe("SignUp, ConfirmSignUp, ResendConfirmationCode, by the AWS SDK", () => {
  it("make a user, and confirm them by the code that was sent", async () => {
    const { aws, client, pool, outbox } = await awsWorld();
    const { clientId: ClientId } = client;
    const signedUp = await aws.send(new SignUpCommand({ ClientId, Username: "ada", Password, UserAttributes }));
    expect(signedUp).toMatchObject({
      UserConfirmed: false,
      UserSub: (await pool.users.get("ada")).sub,
      CodeDeliveryDetails: { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "a***@e***" },
    });
    const resent = await aws.send(new ResendConfirmationCodeCommand({ ClientId, Username: "ada" }));
    expect(resent.CodeDeliveryDetails).toEqual(signedUp.CodeDeliveryDetails);
    await aws.send(new ConfirmSignUpCommand({ ClientId, Username: "ada", ConfirmationCode: outbox.lastCode("ada") }));
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED" });
  });

  it("answer what is wrong as the SDK's typed exceptions", async () => {
    const { aws, client } = await awsWorld();
    const { clientId: ClientId } = client;
    const ada = { ClientId, Username: "ada", Password, UserAttributes };
    await aws.send(new SignUpCommand(ada));
    await expect(aws.send(new SignUpCommand(ada))).rejects.toMatchObject({
      name: "UsernameExistsException",
      message: "User already exists",
    });
    const weak = aws.send(new SignUpCommand({ ...ada, Username: "bob", Password: "weak" }));
    await expect(weak).rejects.toMatchObject({ name: "InvalidPasswordException" });
    const wrong = aws.send(new ConfirmSignUpCommand({ ClientId, Username: "ada", ConfirmationCode: "000000" }));
    await expect(wrong).rejects.toMatchObject({ name: "CodeMismatchException" });
    const nobody = aws.send(new ResendConfirmationCodeCommand({ ClientId, Username: "nobody" }));
    await expect(nobody).rejects.toMatchObject({ name: "UserNotFoundException" });
    const noClient = aws.send(new SignUpCommand({ ...ada, ClientId: "a".repeat(26) }));
    await expect(noClient).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("take the secret hash of a client that has a secret", async () => {
    const { aws, client } = await awsWorld({ client: { generateSecret: true } });
    const { clientId } = client;
    const ada = { ClientId: clientId, Username: "ada", Password, UserAttributes };
    await expect(aws.send(new SignUpCommand(ada))).rejects.toMatchObject({ name: "NotAuthorizedException" });
    const clientSecret = (await client.clientSecret()) ?? "";
    const SecretHash = secretHash({ username: "ada", clientId, clientSecret });
    await aws.send(new SignUpCommand({ ...ada, SecretHash }));
  });
});

describe("ForgotPassword, ConfirmForgotPassword, by the AWS SDK", () => {
  it("set another password by the code that was sent", async () => {
    const { aws, client, outbox, signedIn } = await awsWorld();
    const { username: Username } = await signedIn();
    const of = { ClientId: client.clientId, Username };
    const { CodeDeliveryDetails } = await aws.send(new ForgotPasswordCommand(of));
    expect(CodeDeliveryDetails).toMatchObject({ AttributeName: "email" });
    const ConfirmationCode = outbox.lastCode(Username);
    await aws.send(new ConfirmForgotPasswordCommand({ ...of, ConfirmationCode, Password: "Another-horse-8!" }));
    await client.signIn({ username: Username, password: "Another-horse-8!" });
  });
});
