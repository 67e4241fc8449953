import type { APIGatewayTokenAuthorizerHandler } from "aws-lambda";
import { bearerGuard, lambdaAuthorizer, staticKeys } from "rockpool/guard";
import { testPool } from "rockpool/testing";

const { pool, client, clock, signedIn } = await testPool();
const jwks = await pool.jwks(); // deployed with the function, which then asks nobody; or jwksUrl("https://…")

const guard = bearerGuard({
  keys: staticKeys(jwks),
  issuer: `https://auth.test/${pool.userPoolId}`,
  tokenUse: "access",
  clientId: client.clientId,
  audience: null,
  scopes: null,
  groups: null,
  check: null,
  isRevoked: null,
  clock, // a test pool's own
});
export const handler = lambdaAuthorizer(guard, { context: ({ auth_time }) => ({ signedInAt: String(auth_time) }) });

// What API Gateway does with it. The handler is one of @types/aws-lambda, too.
handler satisfies APIGatewayTokenAuthorizerHandler;
const methodArn = "arn:aws:execute-api:us-east-1:123456789012:abcdef123/production/GET/orders";
const ask = (authorizationToken: string) => handler({ type: "TOKEN", methodArn, authorizationToken });

const { tokens } = await signedIn({ username: "ada" });
const { policyDocument, context } = await ask(`Bearer ${tokens.accessToken}`);
const refused = await ask("Bearer nonsense").catch((error: Error) => error.message);

export const result = { statement: policyDocument.Statement[0], username: context["username"], refused };
console.log(result);
