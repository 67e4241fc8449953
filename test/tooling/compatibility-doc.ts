import { identityPoolsModel, type ServiceModel, userPoolsModel } from "../../src/aws/model.ts";
import { identityPoolOperations, userPoolOperations } from "../../src/aws/operations/index.ts";
import { type CannotHappen, cannotHappen } from "../aws/errors/cannot-happen.ts";
import { cannotHappen as identityErrorsThatCannotHappen } from "../aws/identity-errors/cannot-happen.ts";
import { besideTheIdentityModel, besideTheModel } from "../aws/modelled.ts";

interface Service {
  readonly title: string;
  readonly model: ServiceModel;
  readonly built: object;
}

const services: readonly Service[] = [
  { title: "User pools (`cognito-idp`)", model: userPoolsModel, built: userPoolOperations },
  { title: "Identity pools (`cognito-identity`)", model: identityPoolsModel, built: identityPoolOperations },
];

const intro = `# Compatibility with Amazon Cognito

\`awsHandler\` of \`rockpool/aws\` answers the API of Amazon Cognito, as the AWS SDKs call it. This page says which operations do
something, and what of those differs. What is not built is known by its name, and answers \`OperationNotEnabledException\`
("AdminGetDevice is not built yet."); an operation that AWS does not have answers \`UnknownOperationException\`.`;

const differences = `## What is written and ignored

These members are taken, because most configurations have them, and change nothing. They are not shown again.

| member | why |
| --- | --- |
| \`EmailConfiguration\`, \`SmsConfiguration\` | the \`delivery\` of \`Rockpool.open\` sends |
| \`SmsAuthenticationMessage\`, \`DeviceConfiguration\` | there are no second factors and no devices yet |
| \`UserPoolAddOns\` with \`OFF\` or \`AUDIT\` | there is no threat protection yet |
| \`LambdaConfig.DefineAuthChallenge\`, \`CreateAuthChallenge\`, \`VerifyAuthChallengeResponse\` | \`CUSTOM_AUTH\` is refused where it begins |
| \`LambdaConfig.InboundFederation\` | there is no federation yet |
| \`LambdaConfig.KMSKeyID\` | a custom sender runs in this process, and is given the code as it is |
| \`AccountId\` of \`GetId\` | a pool is found by its id |
| \`KeyConfiguration\`, \`IssuerConfiguration\` | \`masterKey\` and \`baseUrl\` of \`Rockpool.open\`, \`issuer\` of a pool |

## What is written and refused

To pass over these would leave people less safe than the configuration says: \`InvalidParameterException\`.

| member | refused |
| --- | --- |
| \`MfaConfiguration\` | \`ON\`, \`OPTIONAL\` |
| \`UserPoolAddOns.AdvancedSecurityMode\` | \`ENFORCED\` |
| \`SamlProviderARNs\` | any |

## What differs

| where | here |
| --- | --- |
| An ARN in \`LambdaConfig\` | the name of a function that was given to \`Rockpool.open\` in \`functions\`; at most 256 characters. A function that code gave to a pool is shown by its name, which is no ARN, and no request can write it |
| \`TokenValidityUnits\` | a validity is kept in seconds, and shown in the longest unit that gives a whole number: up to hours, of refresh tokens up to days |
| \`EstimatedNumberOfUsers\` | 0: nobody counts them |
| \`UnusedAccountValidityDays\` | may stand beside \`TemporaryPasswordValidityDays\` where both say the same, as \`DescribeUserPool\` shows them |
| \`ListUserPools\` | lists the pools of every region, without their \`LambdaConfig\` |
| \`UpdateIdentityPool\` | keeps \`DeveloperProviderName\` where it is left out: it cannot change |
| \`OpenIdConnectProviderARNs\` | issuers: their client ids, which AWS keeps in IAM, are those that the pool has, or the \`openIdConnectProviders\` of \`awsHandler\`, and in \`rockpool dev\` of its configuration. What neither has is refused |
| \`DeleteIdentities\` | an id of nobody is unprocessed with \`AccessDenied\` |
| \`GetCredentialsForIdentity\` | gives [credentials of its own](identity-pools.md#credentials), or [those of AWS](identity-pools.md#credentials-of-aws) |
| The account in ARNs | \`accountId\` of the handler; an ARN of another account names nothing |
| A signature | must be of \`x-amz-target\`, or it could be sent again as another operation |

Defaults are AWS's: a new pool tells \`Ada\` and \`ada\` apart, a new client says whether a user exists (\`LEGACY\`) and begins by SRP, and
an update returns what it does not write to its default. \`rockpool.ensureUserPool\` and \`pool.clients.ensure\` have
[defaults of their own](settings.md).`;

/** docs/compatibility.md, made from the models and the tables of what is built. */
export function compatibilityDoc(): string {
  return `${[intro, ...services.map(chapter), differences, errors()].join("\n\n")}\n`;
}

function besideRows(of: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.entries(of).map(([name, own]) => `| ${name} | ${own.map(quoted).join(", ")} |`);
}

interface Row extends Pick<CannotHappen, "operations" | "called" | "because"> {
  readonly errors: readonly string[];
  readonly instead?: { readonly error: string };
}

/** What test/aws/errors.test.ts does not provoke, and what it provokes beside the model. */
function errors(): string {
  const rows = cannotHappen(Object.keys(userPoolOperations)).map(row);
  const identityRows = identityErrorsThatCannotHappen.map(row);
  const besides = besideRows(besideTheModel);
  const identityBesides = besideRows(besideTheIdentityModel);
  return `## Errors

Each error that AWS's model of user pools has for an operation that is built comes as the SDK's own exception, but for these:

| error | of | why not |
| --- | --- | --- |
${rows.join("\n")}

And some that the model has not:

| operation | error |
| --- | --- |
${besides.join("\n")}

Of identity pools these do not come:

| error | of | why not |
| --- | --- | --- |
${identityRows.join("\n")}

And beside the model:

| operation | error |
| --- | --- |
${identityBesides.join("\n")}`;
}

function row({ errors: own, operations, called, because, instead }: Row): string {
  const of = called ?? [operations].flat().join(", ");
  const why = instead === undefined ? because : `${because} In its place: ${quoted(instead.error)}.`;
  return `| ${own.map(quoted).join(", ")} | ${of} | ${why} |`;
}

const quoted = (name: string): string => `\`${name}\``;

function chapter({ title, model, built }: Service): string {
  const names = Object.keys(model.operations).sort();
  const isBuilt = (name: string): boolean => Object.hasOwn(built, name);
  const [there, lacking] = [names.filter(isBuilt), names.filter((name) => !isBuilt(name))];
  const lists = [table("built", there), table("not built yet", lacking)].filter((list) => list !== "");
  return [`## ${title}`, `Built are ${there.length} of ${names.length} operations.`, ...lists].join("\n\n");
}

/** Three in a row. */
function table(title: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const rows = Array.from({ length: Math.ceil(names.length / 3) }, (_, row) => names.slice(3 * row, 3 * row + 3));
  const lines = rows.map((row) => `| ${[...row, "", ""].slice(0, 3).join(" | ")} |`);
  return [`| ${title} | | |`, "| --- | --- | --- |", ...lines].join("\n");
}
