import { type TestSignIn, type TriggerRecorder, triggerRecorder } from "rockpool/testing";
import { expect } from "vitest";
import { ada, named, signedIn, type UseCases, type World } from "../world.ts";

/** Every trigger that a sign-up or a sign-in calls; from now on, each that is there. */
export async function withTriggers(world: World): Promise<TriggerRecorder> {
  const recorder = triggerRecorder({
    preSignUp: (event) => Object.assign(event, { response: { autoConfirmUser: true, autoVerifyEmail: true } }),
    postConfirmation: (event) => event,
    preAuthentication: (event) => event,
    postAuthentication: (event) => event,
    preTokenGeneration: (event) => event,
    userMigration: (event) => {
      const userAttributes = { ...ada.attributes, email_verified: "true" };
      return Object.assign(event, {
        response: { ...event.response, userAttributes, finalUserStatus: "CONFIRMED", messageAction: "SUPPRESS" },
      });
    },
  });
  await world.rockpool.ensureUserPool({ poolName: "test", triggers: recorder.triggers });
  return recorder;
}

/** One call of the operation calls each of them once, whatever its storage does. */
export async function callingOnce<T>(recorder: TriggerRecorder, work: () => Promise<T>): Promise<T> {
  recorder.clear();
  try {
    return await work();
  } finally {
    expect([...new Set(recorder.sources)]).toEqual(recorder.sources);
  }
}

interface SignedIn {
  readonly recorder: TriggerRecorder;
  readonly tokens: TestSignIn["tokens"];
}

const signedInBefore = async (world: World): Promise<SignedIn> => {
  const { tokens } = (await signedIn(world)) as TestSignIn;
  return { recorder: await withTriggers(world), tokens };
};

/** Where functions of the application are called on the way. */
export const triggers: UseCases = {
  "AppClient.signUp, with PreSignUp and PostConfirmation": {
    before: withTriggers,
    act: ({ client }, recorder: TriggerRecorder) => callingOnce(recorder, () => client.signUp(ada)),
    again: "UsernameExistsException",
  },
  "AppClient.signIn, with triggers": {
    before: signedInBefore,
    act: ({ client }, { recorder }: SignedIn) => callingOnce(recorder, () => client.signIn(named)),
  },
  "AppClient.refresh, with PreTokenGeneration": {
    before: signedInBefore,
    act: ({ client }, { recorder, tokens }: SignedIn) =>
      callingOnce(recorder, () => client.refresh({ refreshToken: tokens.refreshToken })),
    plans: 0,
  },
  "AppClient.refresh, rotated, with PreTokenGeneration": {
    before: async (world) => {
      await world.pool.clients.update(world.client.clientId, {
        explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
        refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 60 },
      });
      return signedInBefore(world);
    },
    act: ({ client }, { recorder, tokens }: SignedIn) =>
      callingOnce(recorder, () => client.refresh({ refreshToken: tokens.refreshToken })),
  },
};
