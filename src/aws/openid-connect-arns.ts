import type { OpenIdConnectProvider } from "../identity-pool/providers.ts";
import { nameOfIssuer } from "../oidc/issuer.ts";
import { partitionOf } from "./arn.ts";
import { AwsFailure } from "./failure.ts";
import type { Call } from "./operation.ts";

/** Where a pool is: whose providers, and in the words of which partition. */
type Place = Pick<Call, "accountId" | "region">;

function prefixOf({ accountId, region }: Place): string {
  return `arn:${partitionOf(region)}:iam::${accountId}:oidc-provider/`;
}

/** What IAM calls an issuer. */
export function openIdConnectArn(of: Place, { issuer }: OpenIdConnectProvider): string {
  return `${prefixOf(of)}${nameOfIssuer(issuer)}`;
}

/**
 * The issuers that ARNs name. At AWS, IAM knows their client ids; here the pool does, where they are among its settings already, or else the
 * options of the handler, which in `rockpool dev` are its configuration's.
 *
 * @throws {AwsFailure}
 */
export function openIdConnectProvidersOf(
  call: Place & Pick<Call, "openIdConnectProviders">,
  arns: readonly string[],
  stored: readonly OpenIdConnectProvider[],
): readonly OpenIdConnectProvider[] {
  const known = [...stored, ...call.openIdConnectProviders];
  return arns.map((arn) => {
    const found = known.find((provider) => openIdConnectArn(call, provider) === arn);
    if (found !== undefined) return found;
    const isOurs = arn.startsWith(prefixOf(call));
    const why = isOurs
      ? "its client ids are not known: give them as openIdConnectProviders to awsHandler or the configuration of rockpool dev, or to the pool"
      : `it is none of the form ${prefixOf(call)}HOST/PATH`;
    throw new AwsFailure("InvalidParameterException", `OpenIdConnectProviderARNs cannot have ${arn}: ${why}.`);
  });
}
