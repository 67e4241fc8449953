import { z } from "zod";
import { draw } from "../codecs/ids.ts";
import { invalidParameter, parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import type { Runtime } from "../runtime.ts";
import type { PrincipalTags } from "./principal-tags.ts";
import { principalTagsSchema } from "./principal-tags.ts";
import { isRoleArn } from "./role-arn.ts";
import { type CredentialKey, MAX_SESSION_TOKEN, type Session, sealSession } from "./session-token.ts";

/** For whom credentials are asked. What it says was decided before: who it is, and which role. */
export interface CredentialRequest {
  readonly identityId: string;
  readonly identityPoolId: string;
  readonly roleArn: string;
  /** 2 to 64 of `[\w+=,.@-]`. @default "CognitoIdentityCredentials", as in Cognito the same for everybody */
  readonly sessionName?: string | undefined;
  /** 15 minutes to 12 hours. @default 3600 */
  readonly durationSeconds?: number | undefined;
  readonly principalTags: PrincipalTags;
  /** As in the OpenID token: `["authenticated", …]` or `["unauthenticated"]`. */
  readonly amr: readonly string[];
  /** Makes the OpenID token of the identity, good for ten minutes, for an issuer that asks another service. It carries the tags. */
  webIdentityToken(): Promise<string>;
}

/** Credentials for a while, as AWS's SDKs take them. */
export interface SessionCredentials {
  /** `ASIA` and 16 of A to Z and 2 to 7. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Makes credentials: our own ({@link ownCredentials}), or those of a service that trusts our tokens. */
export interface CredentialIssuer {
  issue(request: CredentialRequest): Promise<SessionCredentials>;
}

type CheckedRequest = Omit<CredentialRequest, "webIdentityToken">;

const requestSchema: SchemaOf<CheckedRequest> = schemaFor<CheckedRequest>()(
  z.strictObject({
    identityId: z.string().min(1).max(55),
    identityPoolId: z.string().min(1).max(55),
    roleArn: z.string().refine(isRoleArn, "Member must be the ARN of a role, 20 to 2048 characters long"),
    sessionName: z
      .string()
      .regex(/^[\w+=,.@-]{2,64}$/)
      .optional(),
    durationSeconds: z.int().min(900).max(43_200).optional(),
    principalTags: principalTagsSchema,
    amr: z.array(z.string()),
  }),
);

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * Credentials of our own: a guard with the same key verifies what is signed by them (`readCredentials`). No record is written, so none can
 * be taken back; they end by themselves.
 *
 * `issue` rejects with `InvalidParameterException` where a member is outside its limits, or all together are more than a header can carry.
 */
export function ownCredentials(key: CredentialKey, { clock, random }: Runtime): CredentialIssuer {
  return {
    async issue({ webIdentityToken: _, ...request }) {
      const asked = parse(requestSchema, request);
      const issuedAt = clock();
      const session: Session = {
        accessKeyId: `ASIA${draw(random, base32, 16)}`,
        identityId: asked.identityId,
        audience: asked.identityPoolId,
        roleArn: asked.roleArn,
        sessionName: asked.sessionName ?? "CognitoIdentityCredentials",
        amr: asked.amr,
        principalTags: asked.principalTags,
        issuedAt,
        expiresAt: issuedAt + (asked.durationSeconds ?? 3600) * 1000,
      };
      const { sessionToken, secretAccessKey } = sealSession(key, session, random);
      if (sessionToken.length > MAX_SESSION_TOKEN)
        throw invalidParameter(["principalTags"], "Serialized token too large for session");
      return { accessKeyId: session.accessKeyId, secretAccessKey, sessionToken, expiration: new Date(session.expiresAt) };
    },
  };
}
