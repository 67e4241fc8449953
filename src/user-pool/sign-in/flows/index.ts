import type { AuthFlow } from "../../app-clients/auth-flows.ts";
import type { Flow } from "../flow.ts";
import { userPasswordAuth } from "./user-password-auth.ts";

/** The flows that begin a sign-in. A new one is a file beside this, a line here, and its name in `auth-flows.ts`. */
export const flows: { readonly [F in Exclude<AuthFlow, "REFRESH_TOKEN_AUTH">]: Flow } = {
  USER_PASSWORD_AUTH: userPasswordAuth,
};

/** What `initiateAuth` takes as `authFlow`. */
export type SignInFlow = keyof typeof flows;
