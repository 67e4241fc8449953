/** What `rockpool dev --config examples/dev-config.ts` serves. */
import { defineConfig } from "rockpool/cli";

export default defineConfig({
  userPools: [
    {
      poolName: "customers",
      autoVerifiedAttributes: ["email"],
      schema: { "custom:plan": { attributeDataType: "String" } },
      triggers: {
        preSignUp: (event) => {
          if (!event.request.userAttributes["email"]?.endsWith("@example.com"))
            throw new Error("Only for people of example.com.");
          return event;
        },
      },
      clients: [{ clientName: "web", explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }],
      groups: [{ groupName: "editors", description: "May publish" }],
      users: [
        {
          username: "ada",
          password: "Correct-horse-7!",
          attributes: { email: "ada@example.com", email_verified: "true", "custom:plan": "team" },
          groups: ["editors"],
        },
        // Without a password: an invitation with a temporary one is printed.
        { username: "grace", attributes: { email: "grace@example.com" } },
      ],
    },
  ],
  identityPools: [
    {
      identityPoolName: "visitors",
      allowUnauthenticatedIdentities: true,
      // By its names: the ids of pool and client are made when this is applied first.
      userPoolClients: [{ poolName: "customers", clientName: "web" }],
      roles: {
        authenticated: "arn:aws:iam::123456789012:role/Customer",
        unauthenticated: "arn:aws:iam::123456789012:role/Guest",
      },
    },
  ],
});
