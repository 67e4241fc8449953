import { compareUtf8 } from "../../codecs/text.ts";

/** What tokens say of a group. */
export interface GroupOfClaims {
  readonly groupName: string;
  readonly roleArn: string | null;
  readonly precedence: number | null;
}

/** The claims that come from groups. One that says nothing is left out. */
export interface GroupClaims {
  readonly "cognito:groups"?: readonly string[];
  readonly "cognito:roles"?: readonly string[];
  readonly "cognito:preferred_role"?: string;
}

/**
 * What the tokens of a user in these groups say (users-and-triggers.md 5): all names, the lowest precedence first, then by name; their
 * roles in the same order, each once; and the role that goes first. Groups without a role have no say in it: Cognito does not tell.
 */
export function groupClaims(groups: readonly GroupOfClaims[]): GroupClaims {
  const ordered = [...groups].sort((a, b) => rank(a) - rank(b) || compareUtf8(a.groupName, b.groupName));
  const withRole = ordered.flatMap((group) => (group.roleArn === null ? [] : [{ rank: rank(group), roleArn: group.roleArn }]));
  const roles = [...new Set(withRole.map(({ roleArn }) => roleArn))];
  // Of several that stand first, none is preferred to the others.
  const first = new Set(withRole.filter((group) => group.rank === withRole[0]?.rank).map(({ roleArn }) => roleArn));
  const [preferred] = first;
  return {
    ...(ordered.length > 0 && { "cognito:groups": ordered.map(({ groupName }) => groupName) }),
    ...(roles.length > 0 && { "cognito:roles": roles }),
    ...(preferred !== undefined && first.size === 1 && { "cognito:preferred_role": preferred }),
  };
}

/** Behind every number that a precedence can be: all groups without one tie. */
function rank({ precedence }: GroupOfClaims): number {
  return precedence ?? Number.MAX_SAFE_INTEGER;
}
