import type { SignedInUser } from "rockpool";
import { type FaultyStorage, faultyStorage, type TestPool, testPool } from "rockpool/testing";
import { type RecordingStorage, recordingStorage } from "../user-pool/stand-ins.ts";

export interface World extends TestPool {
  readonly storage: FaultyStorage;
  readonly recorded: RecordingStorage;
}

export interface UseCase {
  /** @returns What the act needs: its second argument. */
  readonly before?: (world: World) => Promise<unknown>;
  readonly act: (world: World, given: never) => Promise<unknown>;
  /** What it comes to without a fault. @default "done"; or the code of a refusal, which is counted */
  readonly comesTo?: string;
  /** What a repeat comes to when all of it had happened. @default as the first time */
  readonly again?: string;
  /** Plans of one run. @default 1 */
  readonly plans?: number;
}

/** By class and method; where one method is several use cases, a comma and which of them. */
export type UseCases = Readonly<Record<string, UseCase>>;

export const password = "Correct horse 7!";
export const temporaryPassword = "Temporary 1!";
export const named = { username: "ada", password };
export const ada = { ...named, attributes: { email: "ada@example.com" } };
export const invited = { username: "ada", temporaryPassword, messageAction: "SUPPRESS" } as const;

export const signedUp = ({ client }: World): Promise<unknown> => client.signUp(ada);
export const signedIn = (world: World): Promise<unknown> => world.signedIn(ada);
export async function signedInUser(world: World): Promise<SignedInUser> {
  const { tokens } = await world.signedIn(ada);
  return world.client.user(tokens.accessToken);
}

export async function openWorld(): Promise<World> {
  const recorded = recordingStorage();
  const storage = faultyStorage(recorded);
  return { ...(await testPool({ storage })), storage, recorded };
}
