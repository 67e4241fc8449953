import type { PreTokenGenerationHandler, PreTokenGenerationV2Handler } from "rockpool";
import type { TestPoolOptions } from "rockpool/testing";

export type Details = Parameters<PreTokenGenerationV2Handler>[0]["response"]["claimsAndScopeOverrideDetails"];
type DetailsV1 = Parameters<PreTokenGenerationHandler>[0]["response"]["claimsOverrideDetails"];

/** A trigger of V2_0 that answers this, whatever it is. */
export const answering = (details: unknown): NonNullable<TestPoolOptions["triggers"]> => ({
  preTokenGeneration: {
    version: "V2_0",
    handler: (event) => Object.assign(event, { response: { claimsAndScopeOverrideDetails: details as Details } }),
  },
});

/** The same of V1_0. */
export const answeringV1 = (details: unknown): NonNullable<TestPoolOptions["triggers"]> => ({
  preTokenGeneration: (event) => Object.assign(event, { response: { claimsOverrideDetails: details as DetailsV1 } }),
});
