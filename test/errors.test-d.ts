import {
  type CodedError,
  type ErrorCode,
  type ErrorDetails,
  isRockpoolError,
  RockpoolError,
  type SettingDifference,
} from "rockpool";
import { describe, expectTypeOf, test } from "vitest";

declare const thrown: unknown;

describe("a RockpoolError", () => {
  test("is narrowed by instanceof to the union of all codes", () => {
    if (!(thrown instanceof RockpoolError)) return;
    expectTypeOf(thrown).toEqualTypeOf<RockpoolError>();
    expectTypeOf(thrown.code).toEqualTypeOf<ErrorCode>();
    expectTypeOf(thrown.message).toEqualTypeOf<string>();
  });

  test("is narrowed by isRockpoolError, with a code to the error that carries it", () => {
    if (isRockpoolError(thrown)) expectTypeOf(thrown.code).toEqualTypeOf<ErrorCode>();
    if (isRockpoolError(thrown, "LimitExceededException")) {
      expectTypeOf(thrown).toEqualTypeOf<CodedError<"LimitExceededException">>();
      expectTypeOf(thrown.details.retryAfterSeconds).toEqualTypeOf<number | null>();
    }
  });

  test("has details that a switch over the code narrows", () => {
    if (!isRockpoolError(thrown)) return;
    switch (thrown.code) {
      case "InvalidParameterException":
        expectTypeOf(thrown.details.path).toEqualTypeOf<string>();
        break;
      case "FrozenSettingException":
        expectTypeOf(thrown.details.differences).toEqualTypeOf<readonly SettingDifference[]>();
        break;
      case "StorageUnavailableException":
        expectTypeOf(thrown.details.outcome).toEqualTypeOf<"notCommitted" | "unknown">();
        break;
      case "MissingPeerException":
        expectTypeOf(thrown.details.packageName).toEqualTypeOf<string>();
        break;
      case "UserNotFoundException":
        // @ts-expect-error it carries no path
        thrown.details.path;
        break;
      // @ts-expect-error there is no such code
      case "UserNotFound":
        break;
      default:
    }
  });

  test("is made with the details of its code, and only of its code", () => {
    expectTypeOf(new RockpoolError("UserNotFoundException", "who?")).toEqualTypeOf<CodedError<"UserNotFoundException">>();
    // @ts-expect-error its details cannot be left out
    new RockpoolError("LimitExceededException", "too often");
    // @ts-expect-error these are the details of another code
    new RockpoolError("LimitExceededException", "too often", { path: "x" });
    // @ts-expect-error there is no such code
    new RockpoolError("NoSuchException", "?");
  });

  test("has read-only details of one type for each code", () => {
    expectTypeOf<CodedError<"InvalidParameterException">["details"]>().toEqualTypeOf<ErrorDetails["InvalidParameterException"]>();
    expectTypeOf<ErrorDetails["InvalidParameterException"]>().toEqualTypeOf<{
      readonly path: string;
      readonly position?: number;
    }>();
  });
});
