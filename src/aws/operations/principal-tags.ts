import type { PrincipalTagMap } from "../../identity-pool/principal-tags.ts";
import { keyFor, providerOfKey } from "../../identity-pool/provider-names.ts";
import type { Operation, OperationTable } from "../operation.ts";

interface OfProvider {
  readonly IdentityPoolId: string;
  readonly IdentityProviderName: string;
}

/** What there is of a provider of which nothing was said. */
const none: PrincipalTagMap = { useDefaults: false, principalTags: {} };

function described(
  { IdentityPoolId, IdentityProviderName }: OfProvider,
  { useDefaults, principalTags }: PrincipalTagMap,
): object {
  return { IdentityPoolId, IdentityProviderName, UseDefaults: useDefaults, PrincipalTags: principalTags };
}

const setPrincipalTagAttributeMap: Operation<
  OfProvider & { readonly UseDefaults?: boolean; readonly PrincipalTags?: PrincipalTagMap["principalTags"] }
> = async (call, input) => {
  const { settings } = await call.identityPool(input.IdentityPoolId);
  const map = { useDefaults: input.UseDefaults ?? none.useDefaults, principalTags: input.PrincipalTags ?? none.principalTags };
  await settings.setPrincipalTags(input.IdentityProviderName, map);
  return described(input, map);
};

const getPrincipalTagAttributeMap: Operation<OfProvider> = async (call, input) => {
  const { principalTags } = await (await call.identityPool(input.IdentityPoolId)).settings.get();
  const key = keyFor(providerOfKey(input.IdentityProviderName), principalTags);
  return described(input, (key === undefined ? undefined : principalTags[key]) ?? none);
};

/** Attributes for access control. */
export const principalTagOperations: OperationTable = {
  SetPrincipalTagAttributeMap: setPrincipalTagAttributeMap,
  GetPrincipalTagAttributeMap: getPrincipalTagAttributeMap,
};
