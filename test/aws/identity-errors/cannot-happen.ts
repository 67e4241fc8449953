import type { IdentityErrorName } from "./provocation.ts";

/** An error that the model of identity pools has and nothing here comes to. */
export interface CannotHappen {
  readonly errors: readonly IdentityErrorName[];
  /** `all`: whichever operation has it. */
  readonly operations: "all" | readonly string[];
  /** What the operations have in common, where they are too many to be read. */
  readonly called?: string;
  readonly because: string;
}

const reads = [
  "DescribeIdentity",
  "DescribeIdentityPool",
  "GetIdentityPoolRoles",
  "GetPrincipalTagAttributeMap",
  "ListIdentities",
  "ListIdentityPools",
  "ListTagsForResource",
  "LookupDeveloperIdentity",
];
const administration = [
  ...reads,
  "CreateIdentityPool",
  "DeleteIdentityPool",
  "MergeDeveloperIdentities",
  "SetIdentityPoolRoles",
  "SetPrincipalTagAttributeMap",
  "TagResource",
  "UnlinkDeveloperIdentity",
  "UntagResource",
  "UpdateIdentityPool",
];

export const cannotHappen: readonly CannotHappen[] = [
  {
    errors: ["NotAuthorizedException"],
    operations: administration,
    called: "what is signed, but for GetOpenIdTokenForDeveloperIdentity",
    because: "Whoever signs with one of the keys may do everything, pass any role too; a wrong signature has errors of its own.",
  },
  {
    errors: ["LimitExceededException"],
    operations: "all",
    called: "whichever has it",
    because: "There are no quotas of pools and identities.",
  },
  {
    errors: ["ConcurrentModificationException"],
    operations: "all",
    called: "whichever has it",
    because: "Who was second decides again, by what the first has written.",
  },
  {
    errors: ["TooManyRequestsException"],
    operations: reads,
    called: "what only reads",
    because: "Nothing is written, so that nobody is in the way; requests as such are not counted.",
  },
  {
    errors: ["TooManyRequestsException", "InternalErrorException"],
    operations: ["DeleteIdentities"],
    because: "What went wrong with one identity is said of it, in `UnprocessedIdentityIds`.",
  },
  {
    errors: ["ResourceConflictException"],
    operations: ["CreateIdentityPool", "UpdateIdentityPool", "SetIdentityPoolRoles", "GetIdentityPoolRoles"],
    because: "Two pools may have one name; settings that contradict each other are an `InvalidParameterException`.",
  },
  {
    errors: ["ResourceConflictException"],
    operations: ["UnlinkIdentity"],
    because: "What is taken away is in the way of nothing.",
  },
  {
    errors: ["ResourceNotFoundException"],
    operations: ["ListIdentityPools"],
    because: "No pool is named.",
  },
];
