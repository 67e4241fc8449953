// A group, a claim that a trigger adds and a rule choose a role together; a guest gets the guests' role.
import { isRockpoolError, Rockpool, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { outbox } from "rockpool/testing";

const roleOf = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
const rockpool = await Rockpool.open({ storage: memory(), baseUrl: "https://auth.example.com", delivery: outbox() });

// Who is signed in. The trigger says what no user can write: the plan that somebody pays for.
const users = await rockpool.ensureUserPool({
  poolName: "customers",
  triggers: {
    preTokenGeneration: async (event) => {
      const plan = event.userName === "ada" ? "gold" : "free";
      event.response.claimsOverrideDetails = { claimsToAddOrOverride: { plan } };
      return event;
    },
  },
});
const web = await users.clients.ensure({ clientName: "web" });
await users.groups.create({ groupName: "editors", roleArn: roleOf("Editor") });

// What they may have. The first rule that matches decides; where none does, the default is given.
const provider = { providerName: `cognito-idp.us-east-1.amazonaws.com/${users.userPoolId}`, clientId: web.clientId };
const visitors = await rockpool.ensureIdentityPool({
  identityPoolName: "visitors",
  allowUnauthenticatedIdentities: true,
  cognitoIdentityProviders: [provider],
  roles: { authenticated: roleOf("Reader"), unauthenticated: roleOf("Guest") },
  roleMappings: {
    [`${provider.providerName}:${provider.clientId}`]: {
      type: "Rules",
      ambiguousRoleResolution: "AuthenticatedRole",
      rulesConfiguration: {
        rules: [
          { claim: "plan", matchType: "Equals", value: "gold", roleARN: roleOf("Gold") },
          { claim: "cognito:groups", matchType: "Equals", value: "editors", roleARN: roleOf("Editor") },
        ],
      },
    },
  },
});

async function roleFor(username: string, customRoleArn?: string): Promise<string> {
  const { idToken } = tokensOrThrow(await web.signIn({ username, password: "Correct horse 7!" }));
  const logins = { [provider.providerName]: idToken };
  const { identityId } = await visitors.getId({ logins });
  return (await visitors.getCredentialsForIdentity({ identityId, logins, customRoleArn })).roleArn;
}

for (const username of ["ada", "bob", "eve"]) {
  await users.users.create({ username, messageAction: "SUPPRESS" });
  await users.users.setPassword({ username, password: "Correct horse 7!", permanent: true });
}
for (const username of ["ada", "bob"]) await users.groups.addUser({ groupName: "editors", username });

// Who could have several roles may ask for one of them, and for no other.
const roles = {
  ada: await roleFor("ada"),
  adaAsEditor: await roleFor("ada", roleOf("Editor")),
  bob: await roleFor("bob"),
  eve: await roleFor("eve"),
};
const refused = await roleFor("eve", roleOf("Gold")).catch((error: unknown) => isRockpoolError(error, "NotAuthorizedException"));

// Who comes without a login is a guest. Its id is for the client to keep: it is all there is to know a guest by.
const { roleArn: guest, credentials } = await visitors.getCredentialsForIdentity(await visitors.getId());
const session = await visitors.readCredentials({ sessionToken: credentials.sessionToken, accessKeyId: credentials.accessKeyId });
await rockpool.close();

export const result = { ...roles, refused, guest, guestIs: session.amr };
console.log(result);
