/* Amplify's own types are those of browsers, which are not ours: this is what the tests use of it. */
interface Step {
  readonly nextStep: { readonly signUpStep?: string; readonly signInStep?: string; readonly resetPasswordStep?: string };
  readonly isSignedIn?: boolean;
  readonly isSignUpComplete?: boolean;
}
interface Session {
  readonly tokens?: { readonly accessToken: object; readonly idToken?: object };
  readonly identityId?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly sessionToken?: string };
}
type Call<I, R = unknown> = (input: I) => Promise<R>;

export const Amplify: { configure(config: object): void };
export const signUp: Call<{ username: string; password: string; options?: { userAttributes: Readonly<Record<string, string>> } }, Step>;
export const confirmSignUp: Call<{ username: string; confirmationCode: string }, Step>;
export const resendSignUpCode: Call<{ username: string }>;
export const signIn: Call<{ username: string; password: string; options: { authFlowType: "USER_PASSWORD_AUTH" } }, Step>;
export const confirmSignIn: Call<{ challengeResponse: string }, Step>;
export const signOut: (input?: { global: boolean }) => Promise<void>;
export const getCurrentUser: () => Promise<{ readonly username: string; readonly userId: string }>;
export const fetchAuthSession: (input?: { forceRefresh: boolean }) => Promise<Session>;
export const fetchUserAttributes: () => Promise<Readonly<Record<string, string>>>;
export const updateUserAttributes: Call<{ userAttributes: Readonly<Record<string, string>> }>;
export const confirmUserAttribute: Call<{ userAttributeKey: string; confirmationCode: string }>;
export const updatePassword: Call<{ oldPassword: string; newPassword: string }>;
export const resetPassword: Call<{ username: string }, Step>;
export const confirmResetPassword: Call<{ username: string; confirmationCode: string; newPassword: string }>;
export const deleteUser: () => Promise<void>;
