import { type ErrorCode, isRockpoolError } from "../errors.ts";
import type { OperationModel } from "./model.ts";

/** An error as AWS's clients read it. */
export class AwsFailure extends Error {
  readonly status: number;
  readonly type: string;

  /** @param type The name of the exception in the service's model, or one of those that all services have. */
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** Ours, which no model knows: what a caller can mend, and what only the operator can. */
const others: { readonly [C in ErrorCode]?: "InvalidParameterException" | "InternalErrorException" } = {
  FrozenSettingException: "InvalidParameterException",
  SignInIncompleteException: "InvalidParameterException",
  MasterKeyException: "InternalErrorException",
  MissingPeerException: "InternalErrorException",
  SealBrokenException: "InternalErrorException",
  SignerUnavailableException: "InternalErrorException",
  StorageIncompatibleException: "InternalErrorException",
  StorageUnavailableException: "InternalErrorException",
  VerificationUnavailableException: "InternalErrorException",
};

/** What anything that was thrown is to a caller of an operation. What is not thrown on purpose is told to nobody. */
export function failureOf(error: unknown, operation: OperationModel | undefined): AwsFailure {
  if (error instanceof AwsFailure) return error;
  const type = isRockpoolError(error) ? (others[error.code] ?? error.code) : "InternalErrorException";
  if (isRockpoolError(error) && type !== "InternalErrorException") return new AwsFailure(type, error.message);
  // What the operator must mend may name keys and tables.
  return new AwsFailure(operation?.internalError ?? type, "Internal error", 500);
}
