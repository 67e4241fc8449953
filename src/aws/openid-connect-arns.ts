import type { OpenIdConnectProvider } from "../identity-pool/providers.ts";
import { nameOfIssuer } from "../oidc/issuer.ts";
import { AwsFailure } from "./failure.ts";
import type { Call } from "./operation.ts";

type Of = Pick<Call, "accountId" | "openIdConnectProviders">;

function prefixOf({ accountId }: Pick<Of, "accountId">): string {
  return `arn:aws:iam::${accountId}:oidc-provider/`;
}

/** What IAM calls an issuer. */
export function openIdConnectArn(call: Pick<Of, "accountId">, { issuer }: OpenIdConnectProvider): string {
  return `${prefixOf(call)}${nameOfIssuer(issuer)}`;
}

/**
 * The issuers that ARNs name. At AWS, IAM knows their client ids; here the pool does, where they are among its settings already, or else the
 * options of the handler.
 *
 * @throws {AwsFailure}
 */
export function openIdConnectProvidersOf(
  call: Of,
  arns: readonly string[],
  stored: readonly OpenIdConnectProvider[],
): readonly OpenIdConnectProvider[] {
  const known = [...stored, ...call.openIdConnectProviders];
  return arns.map((arn) => {
    const found = known.find((provider) => openIdConnectArn(call, provider) === arn);
    if (found !== undefined) return found;
    const isOurs = arn.startsWith(prefixOf(call));
    const why = isOurs
      ? "its client ids are not known: give them to awsHandler as openIdConnectProviders, or to the pool"
      : `it is none of the form ${prefixOf(call)}HOST/PATH`;
    throw new AwsFailure("InvalidParameterException", `OpenIdConnectProviderARNs cannot have ${arn}: ${why}.`);
  });
}
