import type { CodeDeliveryDetails } from "../../delivery/delivery.ts";
import { type AttributeType, type Operation, type OperationTable, recordOf } from "../operation.ts";

type Metadata = Readonly<Record<string, string>>;

/** What every operation of an application has. */
interface OfClient {
  readonly ClientId: string;
  readonly SecretHash?: string;
  readonly Username: string;
  readonly ClientMetadata?: Metadata;
}

/** Cognito's `CodeDeliveryDetailsType`. */
export function deliveryDetails({ attributeName, deliveryMedium, destination }: CodeDeliveryDetails): object {
  return { AttributeName: attributeName, DeliveryMedium: deliveryMedium, Destination: destination };
}

/** What the operations of an application have in common, as the domain takes it. */
function named({ Username: username, SecretHash: secretHash, ClientMetadata: clientMetadata }: OfClient) {
  return { username, secretHash, clientMetadata };
}

const signUp: Operation<
  OfClient & {
    readonly Password?: string;
    readonly UserAttributes?: readonly AttributeType[];
    readonly ValidationData?: readonly AttributeType[];
  }
> = async (call, input) => {
  const client = await call.client(input.ClientId);
  const { userConfirmed, userSub, codeDeliveryDetails } = await client.signUp({
    ...named(input),
    password: input.Password ?? "",
    attributes: recordOf(input.UserAttributes),
    validationData: input.ValidationData && recordOf(input.ValidationData),
  });
  return {
    UserConfirmed: userConfirmed,
    UserSub: userSub,
    CodeDeliveryDetails: codeDeliveryDetails && deliveryDetails(codeDeliveryDetails),
  };
};

const confirmSignUp: Operation<OfClient & { readonly ConfirmationCode: string; readonly ForceAliasCreation?: boolean }> = async (
  call,
  input,
) => {
  const client = await call.client(input.ClientId);
  await client.confirmSignUp({
    ...named(input),
    confirmationCode: input.ConfirmationCode,
    forceAliasCreation: input.ForceAliasCreation,
  });
  return undefined;
};

const resendConfirmationCode: Operation<OfClient> = async (call, input) => {
  const client = await call.client(input.ClientId);
  return { CodeDeliveryDetails: deliveryDetails(await client.resendConfirmationCode(named(input))) };
};

const forgotPassword: Operation<OfClient> = async (call, input) => {
  const client = await call.client(input.ClientId);
  return { CodeDeliveryDetails: deliveryDetails(await client.forgotPassword(named(input))) };
};

const confirmForgotPassword: Operation<OfClient & { readonly ConfirmationCode: string; readonly Password: string }> = async (
  call,
  input,
) => {
  const client = await call.client(input.ClientId);
  await client.confirmForgotPassword({
    ...named(input),
    confirmationCode: input.ConfirmationCode,
    password: input.Password,
  });
  return undefined;
};

/** Sign-up, confirmation and forgotten passwords: for an application, of people who are not signed in. */
export const signUpOperations: OperationTable = {
  SignUp: signUp,
  ConfirmSignUp: confirmSignUp,
  ResendConfirmationCode: resendConfirmationCode,
  ForgotPassword: forgotPassword,
  ConfirmForgotPassword: confirmForgotPassword,
};
