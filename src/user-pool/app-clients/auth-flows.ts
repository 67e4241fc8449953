/** Cognito's names of the flows a client can be allowed. A flow that begins a sign-in also has its line in `sign-in/flows/`. */
export const authFlows = ["USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"] as const;

export type AuthFlow = (typeof authFlows)[number];
/** A member of a client's `explicitAuthFlows`. */
export type ExplicitAuthFlow = `ALLOW_${AuthFlow}`;
