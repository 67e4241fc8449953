import type {
  CreateAuthChallengeTriggerHandler,
  CustomEmailSenderTriggerHandler,
  CustomMessageTriggerHandler,
  CustomSMSSenderTriggerHandler,
  DefineAuthChallengeTriggerHandler,
  InboundFederationTriggerHandler,
  PostAuthenticationTriggerHandler,
  PostConfirmationTriggerHandler,
  PreAuthenticationTriggerHandler,
  PreSignUpTriggerHandler,
  PreTokenGenerationTriggerHandler,
  PreTokenGenerationV2TriggerHandler,
  PreTokenGenerationV3TriggerHandler,
  UserMigrationTriggerHandler,
  VerifyAuthChallengeResponseTriggerHandler,
} from "aws-lambda";
import {
  type CreateAuthChallengeHandler,
  type CustomMessageHandler,
  type DefineAuthChallengeHandler,
  fromLambdaV3,
  type InboundFederationHandler,
  type PostConfirmationHandler,
  type PreAuthenticationHandler,
  type PreSignUpHandler,
  type PreTokenGenerationHandler,
  type PreTokenGenerationV2Handler,
  type PreTokenGenerationV3Handler,
  type RockpoolOptions,
  type TriggerContext,
  type TriggerOptions,
  type UserMigrationHandler,
  type VerifyAuthChallengeResponseHandler,
} from "rockpool";
import { describe, expectTypeOf, test } from "vitest";

/** Handlers as they are written for Lambda, of the type that `@types/aws-lambda` has for them. */
declare const lambda: {
  readonly preSignUp: PreSignUpTriggerHandler;
  readonly postConfirmation: PostConfirmationTriggerHandler;
  readonly preAuthentication: PreAuthenticationTriggerHandler;
  readonly postAuthentication: PostAuthenticationTriggerHandler;
  readonly preTokenGeneration: PreTokenGenerationTriggerHandler;
  readonly preTokenGenerationV2: PreTokenGenerationV2TriggerHandler;
  readonly preTokenGenerationV3: PreTokenGenerationV3TriggerHandler;
  readonly userMigration: UserMigrationTriggerHandler;
  readonly customMessage: CustomMessageTriggerHandler;
  readonly customEmailSender: CustomEmailSenderTriggerHandler;
  readonly customSMSSender: CustomSMSSenderTriggerHandler;
  readonly defineAuthChallenge: DefineAuthChallengeTriggerHandler;
  readonly createAuthChallenge: CreateAuthChallengeTriggerHandler;
  readonly verifyAuthChallengeResponse: VerifyAuthChallengeResponseTriggerHandler;
  readonly inboundFederation: InboundFederationTriggerHandler;
};

describe("a handler of @types/aws-lambda is taken as it is", () => {
  test("for every trigger of a pool", () => {
    const { preSignUp, postConfirmation, preAuthentication, postAuthentication, preTokenGeneration } = lambda;
    const { userMigration, customMessage, customEmailSender, customSMSSender } = lambda;
    const authentication: TriggerOptions = { preAuthentication, postAuthentication, preTokenGeneration, userMigration };
    const signUp: TriggerOptions = { preSignUp, postConfirmation, customMessage, customEmailSender, customSMSSender };
    const v2: TriggerOptions = { preTokenGeneration: { version: "V2_0", handler: lambda.preTokenGenerationV2 } };
    const v3: TriggerOptions = { preTokenGeneration: { version: "V3_0", handler: fromLambdaV3(lambda.preTokenGenerationV3) } };
    expectTypeOf([authentication, signUp, v2, v3]).toEqualTypeOf<TriggerOptions[]>();
  });

  test("for those of features to come", () => {
    expectTypeOf(lambda.defineAuthChallenge).toExtend<DefineAuthChallengeHandler>();
    expectTypeOf(lambda.createAuthChallenge).toExtend<CreateAuthChallengeHandler>();
    expectTypeOf(lambda.verifyAuthChallengeResponse).toExtend<VerifyAuthChallengeResponseHandler>();
    expectTypeOf(lambda.inboundFederation).toExtend<InboundFederationHandler>();
  });

  test("for the functions of Rockpool.open", () => {
    expectTypeOf(lambda).toExtend<NonNullable<RockpoolOptions["functions"]>>();
  });

  test("written as an async function, or with the callback", () => {
    const async: PreSignUpTriggerHandler = async (event) => {
      event.response.autoConfirmUser = true;
      return event;
    };
    const withCallback: PreSignUpTriggerHandler = (event, context, callback) => {
      callback(context.getRemainingTimeInMillis() > 0 ? null : "too late", event);
    };
    expectTypeOf({ preSignUp: async }).toExtend<TriggerOptions>();
    expectTypeOf({ preSignUp: withCallback }).toExtend<TriggerOptions>();
  });
});

describe("a handler of ours", () => {
  test("is typed by where it is written", () => {
    const triggers: TriggerOptions = {
      preSignUp(event, context) {
        expectTypeOf(event.triggerSource).toEqualTypeOf<
          "PreSignUp_SignUp" | "PreSignUp_AdminCreateUser" | "PreSignUp_ExternalProvider"
        >();
        expectTypeOf(event.response.autoConfirmUser).toEqualTypeOf<boolean>();
        expectTypeOf(event.request.validationData).toEqualTypeOf<{ [name: string]: string } | undefined>();
        expectTypeOf(context).toEqualTypeOf<TriggerContext>();
        return event;
      },
      async preAuthentication(event) {
        expectTypeOf(event.request.userNotFound).toEqualTypeOf<boolean | undefined>();
        return event;
      },
      postAuthentication(event) {
        expectTypeOf(event.request.newDeviceUsed).toEqualTypeOf<false>();
        return event;
      },
      preTokenGeneration: {
        version: "V2_0",
        handler: async (event) => {
          expectTypeOf(event.version).toEqualTypeOf<"2">();
          expectTypeOf(event.request.scopes).toEqualTypeOf<string[]>();
          event.response.claimsAndScopeOverrideDetails.accessTokenGeneration = { claimsToAddOrOverride: { level: 7 } };
          return event;
        },
      },
      userMigration: async (event) => {
        expectTypeOf(event.request.password).toEqualTypeOf<string>();
        event.response.finalUserStatus = "CONFIRMED";
        return event;
      },
      customMessage(event, _context, callback) {
        expectTypeOf(event.request.codeParameter).toEqualTypeOf<"{####}">();
        callback(null, event);
      },
      customEmailSender: async (event) => {
        expectTypeOf(event.request.code).toEqualTypeOf<string | null>();
        return event;
      },
      customSMSSender: "arn:aws:lambda:us-east-1:123456789012:function:sms",
      postConfirmation: null,
    };
    expectTypeOf(triggers).toEqualTypeOf<TriggerOptions>();
  });

  test("tells its sources apart", () => {
    const handler: PostConfirmationHandler = (event) => {
      if (event.triggerSource === "PostConfirmation_ConfirmSignUp") return event;
      expectTypeOf(event.triggerSource).toEqualTypeOf<"PostConfirmation_ConfirmForgotPassword">();
      return event;
    };
    expectTypeOf(handler).toEqualTypeOf<PostConfirmationHandler>();
  });

  test("of V1_0 has claims of text, of V2_0 of any kind, and of V3_0 also of a client by itself", () => {
    type ClaimsOf<H> = H extends (event: infer E) => unknown ? E : never;
    expectTypeOf<Parameters<PreTokenGenerationHandler>[0]["version"]>().toEqualTypeOf<"1">();
    expectTypeOf<
      Parameters<PreTokenGenerationV2Handler>[0]["triggerSource"]
    >().not.toExtend<"TokenGeneration_ClientCredentials">();
    expectTypeOf<"TokenGeneration_ClientCredentials">().toExtend<Parameters<PreTokenGenerationV3Handler>[0]["triggerSource"]>();
    expectTypeOf<ClaimsOf<PreTokenGenerationV2Handler>>().toEqualTypeOf<never>();
  });
});

describe("what is no handler does not compile", () => {
  test("an answer that is no event", () => {
    // @ts-expect-error it gives back a boolean
    const returnsBoolean: PreSignUpHandler = () => true;
    // @ts-expect-error it gives back a promise of something else
    const returnsOther: PreSignUpHandler = async () => ({ autoConfirmUser: true });
    // @ts-expect-error it gives back a promise of nothing
    const returnsNothing: PreAuthenticationHandler = async () => {};
    expectTypeOf([returnsBoolean, returnsOther, returnsNothing]).toBeArray();
  });

  test("the handler of another trigger", () => {
    // @ts-expect-error it asks for a code parameter
    const ofMessages: TriggerOptions = { preSignUp: (event: Parameters<CustomMessageHandler>[0]) => event };
    // @ts-expect-error of Lambda's, too
    const ofLambda: TriggerOptions = { preSignUp: lambda.customMessage };
    // @ts-expect-error the version says what its event is
    const ofVersion: TriggerOptions = { preTokenGeneration: { version: "V1_0", handler: lambda.preTokenGenerationV2 } };
    // @ts-expect-error a function alone is of V1_0
    const ofNone: TriggerOptions = { preTokenGeneration: lambda.preTokenGenerationV2 };
    // @ts-expect-error their type knows the source of client credentials only: it goes through fromLambdaV3
    const ofV3: TriggerOptions = { preTokenGeneration: { version: "V3_0", handler: lambda.preTokenGenerationV3 } };
    // @ts-expect-error there is no such trigger
    const unknown: TriggerOptions = { preSignup: lambda.preSignUp };
    // @ts-expect-error nothing calls it yet
    const later: TriggerOptions = { defineAuthChallenge: lambda.defineAuthChallenge };
    expectTypeOf([ofMessages, ofLambda, ofVersion, ofNone, ofV3, unknown, later]).toBeArray();
  });

  test("members that an answer does not have", () => {
    const answers: PreSignUpHandler = (event) => {
      // @ts-expect-error there is no such member
      event.response.autoConfirm = true;
      // @ts-expect-error it is a boolean
      event.response.autoVerifyEmail = "true";
      return event;
    };
    const migrates: UserMigrationHandler = (event) => {
      // @ts-expect-error no status of a new user
      event.response.finalUserStatus = "UNCONFIRMED";
      return event;
    };
    const claims: PreTokenGenerationHandler = (event) => {
      // @ts-expect-error V1_0 takes texts
      event.response.claimsOverrideDetails.claimsToAddOrOverride = { level: 7 };
      return event;
    };
    expectTypeOf([answers, migrates, claims]).toBeArray();
  });
});
