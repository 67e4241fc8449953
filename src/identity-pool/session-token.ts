import type { KeyObject } from "node:crypto";
import { RockpoolError } from "../errors.ts";
import { type Signature, signingKey } from "../iam/sigv4.ts";
import type { Random } from "../runtime.ts";
import { decrypt, encrypt, NONCE_BYTES } from "../seal/aes-gcm.ts";
import { decodeBase64url } from "../seal/base64url.ts";
import { deriveBytes, deriveKey } from "../seal/derive.ts";

/** For whom a session is, and what it may be told by: what the session token carries, sealed. */
export interface Session {
  readonly accessKeyId: string;
  readonly identityId: string;
  /** The identity pool: what policies call `cognito-identity.amazonaws.com:aud`. A session is good for one pool. */
  readonly audience: string;
  readonly roleArn: string;
  readonly sessionName: string;
  /** By what the user proved to be somebody; `["unauthenticated"]` for guests. */
  readonly amr: readonly string[];
  readonly principalTags: { readonly [key: string]: string };
  /** Ms since the epoch. */
  readonly issuedAt: number;
  /** Ms since the epoch: from this instant on it is over. */
  readonly expiresAt: number;
}

/** What credentials are made with and read by: 256 bits that derive from the secret of an identity pool. It prints as nothing. */
export interface CredentialKey {
  /** Public: it stands in each session token, and tells which key opens it. */
  readonly id: string;
  readonly secret: KeyObject;
}

/** A session that was read. Its secrets are asked for, so that it can be logged. */
export interface ReadSession extends Session {
  /** What its requests are signed with. */
  secretAccessKey(): string;
  /** The key of one day, region and service, which signs for no other: all that a service needs to verify what it is sent. */
  signingKey(scope: Pick<Signature, "date" | "region" | "service">): Buffer;
}

/** What a session must be. `null` skips a check; nothing else does. */
export interface SessionExpectation {
  /** The identity pool, or one of several. */
  readonly audience: string | readonly string[] | null;
  /** The key id that stands in the request's signature. */
  readonly accessKeyId: string | null;
  /** Ms since the epoch. */
  readonly now: number;
}

const PREFIX = "rpst1";
const KEY_ID_BYTES = 9;
const TOKEN_ID_BYTES = 16;
/** 40 characters of base64, as AWS's secrets have. */
const SECRET_BYTES = 30;
/** `rpst1.<key id>.<token id>.<nonce, ciphertext and tag>` */
const form = /^rpst1\.([\w-]{12})\.([\w-]{22})\.([\w-]+)$/;
/** It goes into a header of every request, and servers take some 8 kB of those. */
export const MAX_SESSION_TOKEN = 4096;

export function credentialKey(secret: KeyObject): CredentialKey {
  return { id: deriveBytes(secret, "rockpool credential key id v1", KEY_ID_BYTES).toString("base64url"), secret };
}

/**
 * Seals a session, and makes the secret that belongs to it. Nothing is stored: whoever has the credential key makes the secret again from
 * the token's id. Each token is sealed by a key of its own, so that there may be any number of them.
 */
export function sealSession(
  key: CredentialKey,
  session: Session,
  random: Random,
): { readonly sessionToken: string; readonly secretAccessKey: string } {
  const id = Buffer.from(random(TOKEN_ID_BYTES)).toString("base64url");
  const sealed = encrypt(sealingKey(key, id), random(NONCE_BYTES), associatedData(key, id), JSON.stringify(session));
  return { sessionToken: `${PREFIX}.${key.id}.${id}.${sealed.toString("base64url")}`, secretAccessKey: secretOf(key, id) };
}

/**
 * Opens a session token. That its bearer may act is proved by a signature only (`judgeSignature`): tokens travel beside each request.
 *
 * @param keys Of which one has made it.
 * @throws `UnrecognizedClientException` where a byte was changed, or another key made it; or it is for another pool or key id.
 *   `ExpiredTokenException` where its time is over.
 */
export function readCredentials(
  keys: readonly CredentialKey[],
  sessionToken: string,
  { audience, accessKeyId, now }: SessionExpectation,
): ReadSession {
  const { key, id, session } = opened(keys, sessionToken);
  const isMeant = audience === null || (typeof audience === "string" ? [audience] : audience).includes(session.audience);
  if (!isMeant || (accessKeyId !== null && accessKeyId !== session.accessKeyId)) throw unrecognized();
  if (now >= session.expiresAt) {
    throw new RockpoolError("ExpiredTokenException", "The security token included in the request is expired");
  }
  return {
    ...session,
    secretAccessKey: () => secretOf(key, id),
    signingKey: (scope) => signingKey(secretOf(key, id), scope),
  };
}

function opened(
  keys: readonly CredentialKey[],
  sessionToken: unknown,
): { readonly key: CredentialKey; readonly id: string; readonly session: Session } {
  const isText = typeof sessionToken === "string" && sessionToken.length <= MAX_SESSION_TOKEN;
  const [, keyId, id = "", text = ""] = (isText && form.exec(sessionToken)) || [];
  const sealed = decodeBase64url(text);
  const key = keys.find((one) => one.id === keyId);
  if (key === undefined || sealed === undefined) throw unrecognized();
  const plaintext = decrypt(sealingKey(key, id), associatedData(key, id), sealed);
  if (plaintext === undefined) throw unrecognized();
  return { key, id, session: JSON.parse(plaintext) as Session };
}

function sealingKey({ secret }: CredentialKey, id: string): KeyObject {
  return deriveKey(secret, `rockpool session token v1: ${id}`);
}

function secretOf({ secret }: CredentialKey, id: string): string {
  return deriveBytes(secret, `rockpool session secret v1: ${id}`, SECRET_BYTES).toString("base64");
}

function associatedData(key: CredentialKey, id: string): Buffer {
  return Buffer.from(JSON.stringify([PREFIX, key.id, id]));
}

/** One sentence for all: what is wrong with a token is not for its bearer to learn. */
function unrecognized(): RockpoolError {
  return new RockpoolError("UnrecognizedClientException", "The security token included in the request is invalid.");
}
