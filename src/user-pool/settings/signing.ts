import { z } from "zod";
import type { SettingTopic } from "../../settings/topic.ts";
import type { SigningAlgorithm } from "../../tokens/jwk.ts";

/** Who the pool's tokens are by, and how they are signed. */
export interface SigningSettings {
  /**
   * The `iss` of the pool's tokens, an absolute URL without query or fragment. `null`: the `baseUrl` of whoever runs the pool,
   * "/" and the pool's id. @default null
   */
  readonly issuer: string | null;
  /**
   * What new keys sign by; a change takes effect when keys are next rotated. (Cognito signs by `RS256` only, and some of its
   * verifiers know no other.) @default "RS256"
   */
  readonly signingAlgorithm: SigningAlgorithm;
}

export const signing: SettingTopic<SigningSettings> = {
  schemas: {
    issuer: z
      .url({ protocol: /^https?$/ })
      .max(1024)
      .regex(/^[^?#]+$/, "Member must have no query and no fragment")
      .nullable(),
    signingAlgorithm: z.enum(["RS256", "ES256"]),
  },
  defaults: { issuer: null, signingAlgorithm: "RS256" },
};
