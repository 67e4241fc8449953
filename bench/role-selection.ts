import { generateKeyPairSync, randomUUID, sign, verify } from "node:crypto";
import { decideRole, type RolePool, selectRole } from "../src/identity-pool/role-selection.ts";
import { compared, comparisonHeader, markdownTable, race } from "./harness.ts";
import { bare } from "./verify.ts";

const ROUNDS = 80;
const TOKENS = 500;

const provider = "cognito-idp.us-east-1.amazonaws.com/us-east-1_aB3dE5fG7:1h57kf5cpq17m0eml12EXAMPLE";
const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;

/** As many rules as a mapping can have: none matches but the last. */
const byRules: RolePool = {
  roles: { authenticated: role("Auth") },
  roleMappings: {
    [provider]: {
      type: "Rules",
      ambiguousRoleResolution: "Deny",
      rulesConfiguration: {
        rules: Array.from({ length: 25 }, (_, n) => ({
          claim: "cognito:groups",
          matchType: "Equals",
          value: n === 24 ? "editors" : `group-${n}`,
          roleARN: role(`R${n}`),
        })),
      },
    },
  },
  allowUnauthenticatedIdentities: false,
};
const byToken: RolePool = { ...byRules, roleMappings: { [provider]: { type: "Token", ambiguousRoleResolution: "Deny" } } };

/** What it adds to the verification of a token to choose a role by its claims. */
export async function roleSelection(): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const tokens = Array.from({ length: TOKENS }, () => {
    const signed = `${base64url({ alg: "RS256", kid: "bench" })}.${base64url(claims())}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
  });
  const claimsOf = (token: string): { readonly [claim: string]: unknown } => {
    const isSigned = (signed: string, signature: Buffer): boolean => verify("sha256", Buffer.from(signed), publicKey, signature);
    return bare(token, isSigned) as { readonly [claim: string]: unknown };
  };
  const request = (token: string) => ({ logins: [{ provider, claims: claimsOf(token) }], customRoleArn: null });

  const all = (one: (token: string) => unknown) => () => {
    for (const token of tokens) one(token);
  };
  const times = await race(ROUNDS, {
    verified: all(claimsOf),
    byRules: all((token) => selectRole(byRules, request(token))),
    byToken: all((token) => selectRole(byToken, request(token))),
    steps: all((token) => decideRole(byRules, { ...request(token), customRoleArn: role("R24") })),
  });

  const line = (work: string, ours: readonly number[]): readonly string[] =>
    compared({ work, bound: "the same without a role", ours, theirs: times.verified, operations: TOKENS });
  return markdownTable(comparisonHeader, [
    line("verify a token and choose by 25 rules", times.byRules),
    line("verify a token and choose by its roles", times.byToken),
    line("verify a token and choose by 25 rules, of which one is asked for", times.steps),
  ]);
}

function claims(): object {
  return {
    sub: randomUUID(),
    "cognito:groups": ["editors", "people"],
    "cognito:roles": [role("A"), role("B")],
    "cognito:preferred_role": role("A"),
    iss: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_aB3dE5fG7",
    aud: "1h57kf5cpq17m0eml12EXAMPLE",
    token_use: "id",
    email: "ada@example.com",
  };
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
