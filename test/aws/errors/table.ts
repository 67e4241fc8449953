import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** What a table of provocations is compared with: an operation and one of its errors, `SignUp: UsernameExistsException`. */
type Pair = string;

/** Errors that a model has and nothing here comes to. */
interface CannotHappen {
  readonly errors: readonly string[];
  /** `all`: of each that has the error. */
  readonly operations: "all" | readonly string[];
}

/** By the names of operations: what each may answer, by AWS's model of the service. */
export function modelledErrors(service: "cognito-idp" | "cognito-identity"): Readonly<Record<string, readonly string[]>> {
  const fixture = new URL(`../../fixtures/aws-outputs/${service}.json`, import.meta.url);
  const { errors } = JSON.parse(readFileSync(fixture, "utf8")) as {
    readonly errors: Readonly<Record<string, readonly string[]>>;
  };
  return errors;
}

export function pairsOf(operation: string, errors: readonly string[]): readonly Pair[] {
  return errors.map((error) => `${operation}: ${error}`);
}

export function provokedPairs(operations: Readonly<Record<string, { readonly errors: object }>>): readonly Pair[] {
  return Object.entries(operations).flatMap(([operation, { errors }]) => pairsOf(operation, Object.keys(errors)));
}

export function impossiblePairs(cannotHappen: readonly CannotHappen[], inModel: readonly Pair[]): readonly Pair[] {
  return cannotHappen.flatMap(({ errors, operations }) =>
    operations === "all"
      ? errors.flatMap((error) => inModel.filter((pair) => pair.endsWith(`: ${error}`)))
      : operations.flatMap((operation) => pairsOf(operation, errors)),
  );
}

/** Expects that what was sent came to this error, as the class that the SDK has of it. */
export async function expectException(sdk: object, error: string, sent: Promise<unknown>): Promise<void> {
  const thrown: unknown = await sent.catch((one: unknown) => one);
  expect(thrown).toBeInstanceOf(new Map<string, unknown>(Object.entries(sdk)).get(error));
  // What the SDK says where nothing was said.
  const message = expect.not.stringMatching(/^(UnknownError)?$/);
  const $metadata = { httpStatusCode: error.startsWith("Internal") ? 500 : 400 };
  expect(thrown).toMatchObject({ name: error, message, $metadata });
}
