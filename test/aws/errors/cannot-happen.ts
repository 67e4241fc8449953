import { userPoolsModel } from "../../../src/aws/model.ts";
import type { ErrorName, Provocation } from "./provocation.ts";
import { attributes, Password } from "./stage.ts";

/** An error that the model has and nothing here comes to. */
export interface CannotHappen {
  readonly errors: readonly ErrorName[];
  /** `all`: whichever operation has it. */
  readonly operations: "all" | readonly string[];
  /** What the operations have in common, where they are too many to be read. */
  readonly called?: string;
  readonly because: string;
  /** What these operations answer where Cognito's would be expected. */
  readonly instead?: { readonly error: ErrorName; readonly provocation: Provocation };
}

const ownUser = [
  "GetUser",
  "ChangePassword",
  "DeleteUser",
  "GlobalSignOut",
  "UpdateUserAttributes",
  "DeleteUserAttributes",
  "GetUserAttributeVerificationCode",
  "VerifyUserAttribute",
];
const reads = [
  "DescribeUserPool",
  "ListUserPools",
  "GetUserPoolMfaConfig",
  "DescribeUserPoolClient",
  "ListUserPoolClients",
  "ListUserPoolClientSecrets",
  "DescribeResourceServer",
  "ListResourceServers",
  "ListTagsForResource",
  "GetUser",
  "AdminGetUser",
  "ListUsers",
  "AdminListUserAuthEvents",
  "GetGroup",
  "ListGroups",
  "AdminListGroupsForUser",
  "ListUsersInGroup",
];
const answers = ["RespondToAuthChallenge", "AdminRespondToAuthChallenge"];

/** What is signed, but for what rests on the state or the proof of a user. */
const administration = (built: readonly string[]): readonly string[] => {
  const ofUsers = ["AdminConfirmSignUp", "AdminInitiateAuth", "AdminResetUserPassword", "AdminRespondToAuthChallenge"];
  // The operations on secrets have no such error.
  return built.filter(
    (name) => userPoolsModel.operations[name]?.signed && !ofUsers.includes(name) && !name.includes("PoolClientSecret"),
  );
};

/** @param built The operations that are built. */
export const cannotHappen = (built: readonly string[]): readonly CannotHappen[] => [
  {
    errors: ["ForbiddenException"],
    operations: "all",
    because: "A web ACL of AWS WAF refuses so, and none stands before a handler.",
  },
  {
    errors: ["OperationNotEnabledException"],
    operations: "all",
    because: "The state of a replica in another Region forbids an operation, and no pool here has one.",
  },
  {
    errors: [
      "InvalidSmsRoleAccessPolicyException",
      "InvalidSmsRoleTrustRelationshipException",
      "InvalidEmailRoleAccessPolicyException",
    ],
    operations: "all",
    because: "No IAM role is assumed to send a message: what sends it is given to `Rockpool.open`.",
  },
  {
    errors: ["FeatureUnavailableInTierException", "TierChangeNotAllowedException"],
    operations: "all",
    because: "The tier is a setting that is kept, and takes nothing away.",
  },
  {
    errors: ["UserPoolTaggingException"],
    operations: "all",
    because: "Tags are settings, written by the plan of the others: what can be no tag is an `InvalidParameterException`.",
  },
  {
    errors: ["ConcurrentModificationException"],
    operations: "all",
    because: "A change that meets another is decided again, and after eight tries it is a `TooManyRequestsException`.",
  },
  {
    errors: ["UserImportInProgressException"],
    operations: "all",
    because: "Not built yet: import jobs. An import of the library bars no change of the pool.",
  },
  {
    errors: ["MFAMethodNotFoundException", "SoftwareTokenMFANotFoundException"],
    operations: "all",
    because: "Not built yet: second factors.",
  },
  {
    errors: ["InvalidUserPoolConfigurationException"],
    operations: "all",
    because: "Not built yet: second factors and custom challenges, which are what a pool can be configured for by half.",
  },
  {
    errors: ["CodeMismatchException", "ExpiredCodeException"],
    operations: answers,
    because: "Not built yet: challenges that ask for a code.",
  },
  {
    errors: ["CodeMismatchException", "ExpiredCodeException"],
    operations: ["UpdateUserAttributes"],
    because: "It takes no code.",
  },
  {
    errors: ["NotAuthorizedException"],
    operations: administration(built),
    called: "what is signed, and rests on no user's state",
    because: "There are no IAM policies: who has a key may do all, and who has none is refused in the words of all of AWS.",
  },
  {
    errors: ["AccessDeniedException"],
    operations: "all",
    because: "There are no IAM policies: who has a key may do all.",
  },
  {
    errors: ["TooManyRequestsException"],
    called: "what only reads",
    operations: reads,
    because: "It writes nothing, and only what is written too often at once is refused so.",
  },
  {
    errors: ["LimitExceededException"],
    operations: ["CreateUserPool", "CreateUserPoolClient", "CreateGroup"],
    because: "Quotas that a service shares out among its accounts are not enforced: yours are those of your machine.",
  },
  {
    errors: ["LimitExceededException"],
    operations: ["ListUserPoolClientSecrets", "DeleteUserPoolClientSecret"],
    because: "Neither adds a secret.",
  },
  {
    errors: ["LimitExceededException"],
    operations: ["SignUp"],
    because: "A sign-up is somebody new, of whom nothing has been counted; how many messages may be sent is up to the delivery.",
  },
  {
    errors: ["LimitExceededException"],
    operations: ["AdminConfirmSignUp", "AdminResetUserPassword"],
    because: "What administrators do is not counted.",
  },
  {
    errors: ["TooManyFailedAttemptsException"],
    operations: ["AdminConfirmSignUp"],
    because: "It takes no code that could be wrong.",
  },
  {
    errors: ["TooManyFailedAttemptsException"],
    operations: ["ConfirmSignUp", "ConfirmForgotPassword"],
    because: "Of Cognito's two names for too many wrong codes, `LimitExceededException` is the one that was observed.",
  },
  {
    errors: ["ResourceNotFoundException"],
    operations: ownUser,
    because: "The token alone says which pool and client: of one that is gone it is worth nothing.",
    instead: { error: "NotAuthorizedException", provocation: { before: ({ pool }) => pool.delete() } },
  },
  {
    errors: ["UserNotFoundException"],
    operations: [...ownUser.filter((name) => name !== "GlobalSignOut"), "GetTokensFromRefreshToken", ...answers],
    because: "With a user go their sessions, and what is left of those is worth nothing.",
    instead: { error: "NotAuthorizedException", provocation: { before: ({ pool }) => pool.users.delete("ada") } },
  },
  {
    errors: ["UserNotConfirmedException"],
    operations: [...ownUser, ...answers],
    because: "Who has begun to sign in is not unconfirmed, and nobody becomes so again.",
  },
  {
    errors: ["UserNotConfirmedException"],
    operations: ["ConfirmForgotPassword"],
    because: "An unconfirmed user was sent no code that could be right.",
    instead: {
      error: "CodeMismatchException",
      provocation: {
        before: ({ client }) => client.signUp({ username: "bob", password: Password, attributes: { email: attributes.email } }),
        input: { Username: "bob" },
      },
    },
  },
  {
    errors: ["PasswordResetRequiredException"],
    operations: answers,
    because: "Who is asked for a password of their own has none to reset; with another password the question is over.",
    instead: {
      error: "NotAuthorizedException",
      provocation: {
        before: async ({ pool }) => {
          await pool.users.setPassword({ username: "ada", password: Password, permanent: true });
          await pool.users.resetPassword("ada");
        },
      },
    },
  },
  {
    errors: ["PasswordResetRequiredException"],
    operations: ownUser.filter((name) => name !== "ChangePassword"),
    because:
      "A reset ends all sessions; where a token stands until it expires, only a change of the password asks for the status.",
    instead: {
      error: "NotAuthorizedException",
      provocation: {
        before: async ({ pool }) => {
          await pool.users.updateAttributes({ username: "ada", attributes });
          await pool.users.resetPassword("ada");
        },
      },
    },
  },
  {
    errors: ["UnsupportedOperationException"],
    operations: ["InitiateAuth", "AdminInitiateAuth"],
    because:
      "Of Cognito's two names for a flow that the client does not allow, `InvalidParameterException` is the one that was observed.",
    instead: {
      error: "InvalidParameterException",
      provocation: { options: { client: { explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] } } },
    },
  },
  {
    errors: ["AliasExistsException"],
    operations: ["AdminDisableProviderForUser"],
    because: "To end a link gives nobody a name.",
  },
  {
    errors: ["UserPoolAddOnNotEnabledException"],
    operations: ["AdminListUserAuthEvents"],
    because: "Events are kept without threat protection.",
  },
  {
    errors: ["PreconditionNotMetException"],
    operations: ["AdminCreateUser"],
    because: "What a pool must have before something is done is known of import jobs alone, which are not built yet.",
  },
];
