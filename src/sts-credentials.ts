import { invalidParameter } from "./codecs/schema.ts";
import { type AwsServiceOptions, awsReason, checkClient, placeOf } from "./delivery/aws.ts";
import { checkTimeout, timeLimited, wordOf } from "./delivery/sending.ts";
import { isRockpoolError, RockpoolError } from "./errors.ts";
import type { CredentialIssuer, SessionCredentials } from "./identity-pool/credentials.ts";
import { optionalPeer } from "./optional-peer.ts";

/** `client` is an `STSClient` of the package @aws-sdk/client-sts. The call is not signed: it needs no credentials. */
export interface StsCredentialsOptions extends AwsServiceOptions {
  /** How long STS may take, all tries of the SDK together, in ms. @default 10000 */
  readonly timeoutMs?: number | undefined;
  /** What CloudTrail and `aws:userid` call a session: 2 to 64 of `[\w+=,.@-]`. @default "CognitoIdentityCredentials" */
  readonly sessionName?: string | undefined;
}

/**
 * Credentials of AWS's own (STS's `AssumeRoleWithWebIdentity`), for `Rockpool.open({ credentialIssuer })`, by the optional peer
 * @aws-sdk/client-sts, which is loaded at the first request. STS reads the pool's keys at its issuer: that must be an `https` URL which the
 * internet reaches, and an OpenID Connect provider of the account, which the role trusts.
 *
 * `issue` rejects with `InvalidIdentityPoolConfigurationException` where STS refuses, as where a role does not trust the pool;
 * `InvalidParameterException`: the tags take more room than STS has; `TooManyRequestsException`; `ExternalServiceException`: STS does not
 * answer, or cannot read the pool's keys; `MissingPeerException`. It says the name of STS's error, and nothing of the token.
 *
 * @throws `InvalidParameterException`
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function stsCredentials(options: StsCredentialsOptions = {}): CredentialIssuer {
  const { client, sessionName } = options;
  checkClient(options);
  if (sessionName !== undefined && !/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw invalidParameter(["sessionName"], "Member must be 2 to 64 letters, digits and _+=,.@-");
  }
  const timeoutMs = checkTimeout(options.timeoutMs);
  const late = (): RockpoolError => unavailable(`it has not answered in ${timeoutMs} ms`);
  let sts = client;
  return {
    async issue(request) {
      const { STSClient, AssumeRoleWithWebIdentityCommand } = await optionalPeer(
        "stsCredentials",
        "@aws-sdk/client-sts",
        () => import("@aws-sdk/client-sts"),
      );
      const command = new AssumeRoleWithWebIdentityCommand({
        RoleArn: request.roleArn,
        RoleSessionName: sessionName ?? request.sessionName ?? "CognitoIdentityCredentials",
        DurationSeconds: request.durationSeconds,
        WebIdentityToken: await request.webIdentityToken(),
      });
      const answer = await timeLimited(timeoutMs, late, async (abortSignal) => {
        sts ??= new STSClient(placeOf(options));
        return sts.send(command as never, { abortSignal });
      }).catch((error: unknown) => {
        throw isRockpoolError(error) ? error : refusalOf(error);
      });
      return credentialsOf(answer);
    },
  };
}

interface Answer {
  readonly Credentials?: {
    readonly AccessKeyId?: unknown;
    readonly SecretAccessKey?: unknown;
    readonly SessionToken?: unknown;
    readonly Expiration?: unknown;
  };
}

/** @throws `ExternalServiceException` */
function credentialsOf(answer: unknown): SessionCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = (answer as Answer | undefined)?.Credentials ?? {};
  const [accessKeyId, secretAccessKey, sessionToken] = [AccessKeyId, SecretAccessKey, SessionToken].map(textOf);
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) throw noAnswer();
  if (!(Expiration instanceof Date) || Number.isNaN(Expiration.getTime())) throw noAnswer();
  return { accessKeyId, secretAccessKey, sessionToken, expiration: Expiration };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What an error of STS is to whoever asks for credentials. */
function refusalOf(error: unknown): RockpoolError {
  const reason = awsReason(error);
  const name = wordOf(error, "name", /^\w{1,64}$/) ?? "";
  const status: unknown = Reflect.get(Object(Reflect.get(Object(error), "$metadata")), "httpStatusCode");
  if (status === 429 || /^(Throttl|TooManyRequests|RequestLimitExceeded)/.test(name)) {
    return new RockpoolError("TooManyRequestsException", `STS is asked too often: ${reason}.`);
  }
  if (/^PackedPolicyTooLarge/.test(name)) {
    const message = `The principal tags are too large for a session: ${reason}.`;
    return new RockpoolError("InvalidParameterException", message, { path: "principalTags" });
  }
  const isRefused = typeof status === "number" && status >= 400 && status < 500 && !/^IDPCommunicationError/.test(name);
  if (!isRefused) return unavailable(reason);
  const message = `Invalid identity pool configuration. Check assigned IAM roles for this pool: STS refused with ${reason}.`;
  return new RockpoolError("InvalidIdentityPoolConfigurationException", message);
}

function noAnswer(): RockpoolError {
  return unavailable("its answer has no credentials");
}

function unavailable(reason: string): RockpoolError {
  return new RockpoolError("ExternalServiceException", `STS gave no credentials: ${reason}.`);
}
