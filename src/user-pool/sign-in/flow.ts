import type { SchemaOf } from "../../codecs/schema.ts";
import type { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry, Found } from "../../storage/table.ts";
import type { AuthenticationMethod } from "../../tokens/claims.ts";
import type { ClientMetadata } from "../../triggers/client-metadata.ts";
import type { TokenGenerationSource } from "../../triggers/pre-token-generation.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import type { Told } from "../events/event.ts";
import type { GroupReference } from "../groups/group.table.ts";
import type { AttemptsRecord } from "../users/attempts.table.ts";
import type { AuthStateRecord } from "../users/auth-state.table.ts";
import type { UserRecord } from "../users/user.table.ts";
import type { OpenChallenge } from "./challenge.ts";

/** Cognito's `AuthParameters`: what each flow needs, by Cognito's own keys. */
export type AuthParameters = Readonly<Record<string, string>>;

/** What every step is given. `read` and `once` are those of the one attempt whose plan this step ends in. */
interface StepInput {
  readonly context: PoolContext;
  readonly client: AppClientRecord;
  readonly step: Step;
}

/**
 * A way to sign in, as a small state machine: each step looks, judges, and says what it came to. It never commits: the
 * entries it adds join the one plan of the step, so that a verdict is given only after it has been counted.
 */
export interface Flow {
  /** Keys that must be among the parameters. */
  readonly required: readonly string[];
  /** Whether the password is among the parameters: an older system can be asked about it. */
  readonly hasPassword: boolean;
  start(
    input: StepInput & { readonly parameters: AuthParameters; readonly validationData: ClientMetadata | undefined },
  ): Promise<FlowStep>;
}

/** How one kind of challenge is answered: the next step of whatever flow led to it. */
export interface ChallengeKind<A> {
  readonly schema: SchemaOf<A>;
  answer(input: StepInput & { readonly open: OpenChallenge; readonly answer: A }): Promise<FlowStep>;
}

export type FlowStep = Proved | Refused;

/** The user is who they say. Whether they may come in is decided after the proof, for all flows in one place. */
export interface Proved {
  readonly kind: "proved";
  readonly user: Found<UserRecord>;
  readonly authState: Found<AuthStateRecord>;
  /** The counter the proof is judged by; its plan must name it. */
  readonly attempts: Found<AttemptsRecord>;
  /** The groups the user was put into, some of which may be gone. */
  readonly groups: readonly GroupReference[];
  /** By what means it was proved. */
  readonly amr: readonly AuthenticationMethod[];
  /** What the proof rests on, at the version that was proved. */
  readonly restsOn: readonly Entry[];
  /** The password that was proved is a temporary one; `null` when it is the user's own, or something else was proved. */
  readonly temporary: { readonly passwordId: string; readonly until: number } | null;
  /** What PreTokenGeneration is told. @default "TokenGeneration_Authentication" */
  readonly tokenSource?: TokenGenerationSource;
  /** What the step changes if the user may come in. */
  readonly changes?: Changes;
}

export interface Changes {
  readonly user: Partial<UserRecord>;
  readonly authState: Partial<AuthStateRecord>;
  /** In place of `restsOn`. */
  readonly entries: readonly Entry[];
  readonly events: readonly Told[];
}

/** The proof failed: commit what counts it, then say so. */
export interface Refused {
  readonly kind: "refused";
  readonly commit: readonly Entry[];
  readonly error: RockpoolError;
  readonly events: readonly Told[];
}
