/** Texts by name. Not `readonly`: a handler written for Lambda changes its event, and hands it back. */
export interface StringMap {
  [name: string]: string;
}

/**
 * What every trigger is called with: Cognito's event (users-and-triggers.md 7.1), member for member. It is the handler's own copy, and
 * is to be handed back whole; of what is changed in it, only `response` is looked at.
 */
export interface TriggerEvent<S extends string, Q extends object, R extends object, V extends string = "1"> {
  version: V;
  triggerSource: S;
  /** The part of the pool's id before the underscore. */
  region: string;
  userPoolId: string;
  /** The real user name, a sub where addresses are user names. To UserMigration: what was typed. */
  userName: string;
  callerContext: {
    /** Nobody tells it to a library. */
    awsSdkVersion: "aws-sdk-unknown-unknown";
    /** `CLIENT_ID_NOT_APPLICABLE` where an administrator acts. */
    clientId: string;
  };
  request: Q;
  response: R;
}

/** Who it is about, for most triggers. */
export interface OfUser {
  /**
   * All attributes as they are stored; also `sub`, `cognito:user_status`, `cognito:email_alias` and `cognito:phone_number_alias` where
   * they are aliases, and `identities` of who is linked.
   */
  userAttributes: StringMap;
}

export interface WithMetadata {
  /** What the caller passed on; absent when nothing was. */
  clientMetadata?: StringMap;
}

export interface WithValidation {
  /** What the caller passed for validation; absent when nothing was. */
  validationData?: StringMap;
}

/** A trigger that changes nothing but may refuse. */
export type NoAnswer = Record<string, never>;
