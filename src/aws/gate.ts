import { judgeSignature, type SignatureFault, type SigningCredentials, signatureOf } from "../iam/sigv4.ts";
import type { Clock } from "../runtime.ts";
import { AwsFailure } from "./failure.ts";
import type { OperationModel, ServiceModel } from "./model.ts";

/** A key of AWS's kind: whoever has it may do whatever is signed. */
export type AwsCredentials = SigningCredentials;

/** @returns The region that was signed for; `undefined` where nothing was signed. @throws {AwsFailure} */
export type Gate = (
  request: Request,
  body: Uint8Array,
  target: { readonly service: ServiceModel; readonly operation: OperationModel },
) => string | undefined;

/** In AWS's words. */
const refusals: { readonly [F in SignatureFault]: readonly [type: string, message: string] } = {
  malformed: ["IncompleteSignatureException", "The signature of the request is incomplete."],
  unknownKey: ["UnrecognizedClientException", "The security token included in the request is invalid."],
  expired: ["InvalidSignatureException", "Signature expired or not yet current."],
  mismatch: [
    "InvalidSignatureException",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
  ],
};

function refused(fault: SignatureFault): AwsFailure {
  const [type, message] = refusals[fault];
  return new AwsFailure(type, message, 403);
}

/** Lets through what is signed with one of these keys, and what need not be signed; that may be signed as well, and must be so rightly. */
export function gate(
  credentials: readonly AwsCredentials[] | "any",
  { clock, host }: { readonly clock: Clock; readonly host: string | undefined },
): Gate {
  return (request, body, { service, operation }) => {
    const signed = { method: request.method, url: new URL(request.url), headers: request.headers, body };
    const signature = signatureOf(signed);
    if (credentials === "any") return signature?.region;
    if (signature === null) {
      if (operation.signed) throw new AwsFailure("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
      return undefined;
    }
    if (signature === undefined) throw refused("malformed");
    const key = credentials.find(({ accessKeyId }) => accessKeyId === signature.accessKeyId);
    if (key === undefined) throw refused("unknownKey");
    // A signature is of one operation: what does not say which could be sent again as another.
    if (!signature.signedHeaders.includes("x-amz-target")) throw refused("mismatch");
    if (signature.service !== service.signingName) throw refused("mismatch");
    const fault = judgeSignature(signed, signature, key, { now: clock(), host });
    if (fault !== undefined) throw refused(fault);
    return signature.region;
  };
}
