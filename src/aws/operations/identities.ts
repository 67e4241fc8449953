import { isRockpoolError } from "../../errors.ts";
import type { IdentityDescription } from "../../identity-pool/manage-identities.ts";
import type { Logins } from "../../identity-pool/verify-logins.ts";
import { type Call, type Operation, type OperationTable, present, seconds } from "../operation.ts";

interface OfIdentity {
  readonly IdentityId: string;
}

/** Cognito's `IdentityDescription`. */
function described({ identityId, logins, creationDate, lastModifiedDate }: IdentityDescription): object {
  return {
    IdentityId: identityId,
    Logins: logins,
    CreationDate: seconds(creationDate),
    LastModifiedDate: seconds(lastModifiedDate),
  };
}

const describeIdentity: Operation<OfIdentity> = async (call, { IdentityId }) => {
  const { identities } = await call.identityPoolOf(IdentityId);
  return described(await identities.describe(IdentityId));
};

const listIdentities: Operation<{
  readonly IdentityPoolId: string;
  readonly MaxResults: number;
  readonly NextToken?: string;
  readonly HideDisabled?: boolean;
}> = async (call, input) => {
  const pool = await call.identityPool(input.IdentityPoolId);
  const { identities, nextToken } = await pool.identities.list({
    limit: input.MaxResults,
    nextToken: input.NextToken,
    hideDisabled: input.HideDisabled,
  });
  return present({
    IdentityPoolId: pool.identityPoolId,
    Identities: identities.map(described),
    NextToken: nextToken ?? undefined,
  });
};

/** Each for itself: what cannot be deleted holds up no other. */
const deleteIdentities: Operation<{ readonly IdentityIdsToDelete: readonly string[] }> = async (call, input) => {
  const UnprocessedIdentityIds: object[] = [];
  for (const IdentityId of new Set(input.IdentityIdsToDelete)) {
    const ErrorCode = await deleted(call, IdentityId);
    if (ErrorCode !== null) UnprocessedIdentityIds.push({ IdentityId, ErrorCode });
  }
  return { UnprocessedIdentityIds };
};

/** @returns Why not, in one of the two words that there are. */
async function deleted(call: Call, identityId: string): Promise<"AccessDenied" | "InternalServerError" | null> {
  try {
    await (await call.identityPoolOf(identityId)).identities.delete(identityId);
    return null;
  } catch (error) {
    // To AWS, what is not there is somebody else's.
    if (isRockpoolError(error, "ResourceNotFoundException")) return "AccessDenied";
    call.tellOperator(error);
    return "InternalServerError";
  }
}

const unlinkIdentity: Operation<OfIdentity & { readonly Logins: Logins; readonly LoginsToRemove: readonly string[] }> = async (
  call,
  { IdentityId: identityId, Logins: logins, LoginsToRemove: loginsToRemove },
) => {
  const { identities } = await call.identityPoolOf(identityId);
  await identities.unlink({ identityId, logins, loginsToRemove });
  return undefined;
};

/** Those who are known, one by one. */
export const identityOperations: OperationTable = {
  DescribeIdentity: describeIdentity,
  ListIdentities: listIdentities,
  DeleteIdentities: deleteIdentities,
  UnlinkIdentity: unlinkIdentity,
};
