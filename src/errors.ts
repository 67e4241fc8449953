/** One difference between what is stored and what was written. Values are settings, never secrets. */
export interface SettingDifference {
  /** The member, as a dotted path: `passwordPolicy.minimumLength`. */
  readonly path: string;
  /** `undefined` where nothing is stored yet. */
  readonly stored: unknown;
  readonly written: unknown;
  /** Whether the member is fixed at creation, so that `ensure…` refuses to change it. */
  readonly frozen: boolean;
}

/**
 * What each code carries in `details`. A code is the exception name of the Cognito operation, the word of an RFC, or one of
 * ours (the last group). Codes are stable: adding one is a minor release, renaming one a major release. Messages may change.
 */
export interface ErrorDetails {
  // Cognito's exception names: messages as its reference has them.
  AliasExistsException: object;
  CodeDeliveryFailureException: object;
  CodeMismatchException: object;
  DeveloperUserAlreadyRegisteredException: object;
  ExpiredCodeException: object;
  /** Of session tokens, that come with a signed request: their time is over. */
  ExpiredTokenException: object;
  /** A provider outside did not answer, or with something that is no answer: what it would say of a token is not known. */
  ExternalServiceException: object;
  GroupExistsException: object;
  InvalidIdentityPoolConfigurationException: object;
  InvalidOAuthFlowException: object;
  InvalidParameterException: {
    /** The first argument that is wrong, as a dotted path from the operation's input. */
    readonly path: string;
    /** In a filter: the first character, from 0, that cannot stand where it does. */
    readonly position?: number;
  };
  InvalidLambdaResponseException: object;
  InvalidPasswordException: object;
  LimitExceededException: {
    /** Seconds until the next try can succeed; `null` where no time helps, and something must go first. */
    readonly retryAfterSeconds: number | null;
  };
  NotAuthorizedException: object;
  PasswordHistoryPolicyViolationException: object;
  PasswordResetRequiredException: object;
  RefreshTokenReuseException: object;
  ResourceConflictException: object;
  ResourceNotFoundException: object;
  ScopeDoesNotExistException: object;
  TooManyRequestsException: object;
  UnauthorizedException: object;
  UnexpectedLambdaException: object;
  /** Of session tokens: it was changed, made by another key, or for another pool or key id. */
  UnrecognizedClientException: object;
  UnsupportedOperationException: object;
  UnsupportedTokenTypeException: object;
  UnsupportedUserStateException: object;
  UserLambdaValidationException: object;
  UserNotConfirmedException: object;
  UserNotFoundException: object;
  UsernameExistsException: object;

  // What a guard refuses a request for: the words of RFC 6750 section 3.1, and one where it has none.
  insufficient_scope: {
    /** The scopes that would do, separated by spaces; `null` where none would: a group is lacking, or the guard's own check. */
    readonly scope: string | null;
  };
  invalid_request: object;
  invalid_token: object;
  /** No token was sent: the client learns how to send one, and of no error (RFC 6750 section 3.1). */
  missing_token: object;

  // OAuth: the words of RFC 6749 sections 4.1.2.1 and 5.2, RFC 7009 section 2.2.1 and RFC 8707 section 2; `invalid_request` is above.
  invalid_client: object;
  /** The code is unknown, used, expired, of another client, or does not go with what came beside it. */
  invalid_grant: object;
  invalid_scope: object;
  invalid_target: object;
  /** Cognito's word: the redirect URI is not the client's. Nobody may be sent there. */
  redirect_mismatch: object;
  unauthorized_client: object;
  unsupported_response_type: object;
  /** No refresh token: there is nothing stored that could end it. */
  unsupported_token_type: object;

  // Ours: what Cognito has no name for, because it is a service.
  /** A setting that is fixed at creation differs from what was written. Nothing was changed. */
  FrozenSettingException: { readonly differences: readonly SettingDifference[] };
  /** The master key is missing, malformed, or not the one the storage was sealed with. */
  MasterKeyException: object;
  /** An optional peer dependency is not installed; the message names the command that installs it. */
  MissingPeerException: { readonly packageName: string };
  /** Bytes that were sealed do not open: they were changed, moved to another place, or sealed with an unknown key. */
  SealBrokenException: object;
  /**
   * The signer that holds the signing keys did not answer in time, failed, gave what is no key or no signature by the key, or was not
   * given to this process. Nothing was done.
   */
  SignerUnavailableException: object;
  /** Tokens were asked of a sign-in that a challenge stands before. */
  SignInIncompleteException: { readonly challengeName: string };
  /** The database was written by a newer or an incompatible version. Nothing was changed. */
  StorageIncompatibleException: object;
  /** The storage did not answer. `unknown`: a commit may or may not have happened, and was not repeated. */
  StorageUnavailableException: { readonly outcome: "notCommitted" | "unknown" };
  /** Whether a token is good could not be found out: keys could not be read, or a question was not answered in time. */
  VerificationUnavailableException: object;
}

export type ErrorCode = keyof ErrorDetails;

/** The error that carries one code. */
export interface CodedError<C extends ErrorCode> extends Error {
  readonly code: C;
  readonly details: ErrorDetails[C];
}

/** Everything this library throws on purpose: a union, so that `switch (error.code)` narrows `details`. */
export type RockpoolError = { [C in ErrorCode]: CodedError<C> }[ErrorCode];

/** Details may be left out where a code carries none. */
type DetailsArgument<C extends ErrorCode> = object extends ErrorDetails[C]
  ? [details?: ErrorDetails[C], options?: ErrorOptions]
  : [details: ErrorDetails[C], options?: ErrorOptions];

export interface RockpoolErrorConstructor {
  new <C extends ErrorCode>(code: C, message: string, ...rest: DetailsArgument<C>): CodedError<C>;
  readonly prototype: RockpoolError;
  [Symbol.hasInstance](value: unknown): value is RockpoolError;
}

class CodedErrorClass extends Error {
  readonly code: ErrorCode;
  readonly details: object;

  constructor(code: ErrorCode, message: string, details: object = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = code;
    this.code = code;
    this.details = details;
  }
}

/**
 * The one error class. `error instanceof RockpoolError` narrows to the union of all codes; anything else that escapes a
 * public method is a bug of this library, or an error of a function the caller gave.
 */
export const RockpoolError: RockpoolErrorConstructor = CodedErrorClass as unknown as RockpoolErrorConstructor;

/** True for what this library throws on purpose; with a code, narrows to the error that carries it. */
export function isRockpoolError<C extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: C,
): error is Extract<RockpoolError, { code: C }> {
  return error instanceof CodedErrorClass && (code === undefined || error.code === code);
}
