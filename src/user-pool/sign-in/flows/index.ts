import type { AuthFlow } from "../../app-clients/auth-flows.ts";
import type { Flow } from "../flow.ts";
import { userPasswordAuth } from "./user-password-auth.ts";

/** The flows that begin a sign-in, as far as they are built. A new one is a file beside this, and a line here. */
export const flows: { readonly [F in SignInFlow | AdminSignInFlow]: Flow } = {
  USER_PASSWORD_AUTH: userPasswordAuth,
  ADMIN_USER_PASSWORD_AUTH: userPasswordAuth,
};

/** What an administrator may begin, for a server that signs people in. */
export type AdminSignInFlow = Extract<AuthFlow, "ADMIN_USER_PASSWORD_AUTH">;

/** What `initiateAuth` takes as `authFlow`. */
export type SignInFlow = Extract<AuthFlow, "USER_PASSWORD_AUTH">;
