import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it, test } from "vitest";
import { identityWorld } from "../identity-world.ts";
import { awsWorld, credentials } from "../world.ts";

const run = promisify(execFile);

/** A Python that has boto3: Debian's package python3-boto3 is for Debian's own. */
const python = ["/usr/bin/python3", "python3"].find((name) => {
  try {
    execFileSync(name, ["-c", "import boto3"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

const script = `
import json, sys, boto3
from botocore.config import Config
endpoint, pool, client, key, secret = sys.argv[1:]
aws = boto3.client("cognito-idp", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key,
                   aws_secret_access_key=secret, config=Config(retries={"max_attempts": 1}))
password = "Correct-horse-7!"
said = {}
for name in ["ada", "bob", "cyd"]:
    aws.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS",
                          UserAttributes=[{"Name": "email", "Value": name + "@example.com"}])
    aws.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
aws.create_group(UserPoolId=pool, GroupName="admins", Precedence=1)
aws.admin_add_user_to_group(UserPoolId=pool, GroupName="admins", Username="ada")
pages = aws.get_paginator("list_users").paginate(UserPoolId=pool, PaginationConfig={"PageSize": 2})
said["users"] = sorted(user["Username"] for page in pages for user in page["Users"])
found = aws.list_users(UserPoolId=pool, Filter='email = "bob@example.com"')["Users"]
said["found"] = [user["Username"] for user in found]
tokens = aws.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH",
                           AuthParameters={"USERNAME": "ada", "PASSWORD": password})["AuthenticationResult"]
said["me"] = aws.get_user(AccessToken=tokens["AccessToken"])["Username"]
said["groups"] = [g["GroupName"] for g in aws.admin_list_groups_for_user(UserPoolId=pool, Username="ada")["Groups"]]
try:
    aws.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "ada", "PASSWORD": "wrong"})
except aws.exceptions.NotAuthorizedException as error:
    said["wrong"] = error.response["Error"]["Message"]
created = aws.admin_get_user(UserPoolId=pool, Username="ada")["UserCreateDate"]
said["created"] = created.year
print(json.dumps(said))
`;

const identityScript = `
import json, sys, boto3
from botocore.config import Config
endpoint, provider, client, token, key, secret = sys.argv[1:]
aws = boto3.client("cognito-identity", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key,
                   aws_secret_access_key=secret, config=Config(retries={"max_attempts": 1}))
said = {}
pool = aws.create_identity_pool(IdentityPoolName="made", AllowUnauthenticatedIdentities=True,
                                CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": client}])["IdentityPoolId"]
role = "arn:aws:iam::123456789012:role/"
aws.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": role + "User", "unauthenticated": role + "Guest"})
said["roles"] = sorted(aws.get_identity_pool_roles(IdentityPoolId=pool)["Roles"])
guest = aws.get_id(IdentityPoolId=pool)["IdentityId"]
logins = {provider: token}
credentials = aws.get_credentials_for_identity(IdentityId=guest, Logins=logins)
said["same"] = credentials["IdentityId"] == guest
said["expires"] = credentials["Credentials"]["Expiration"].year
said["token"] = credentials["Credentials"]["SessionToken"]
said["logins"] = aws.describe_identity(IdentityId=guest)["Logins"] == [provider]
aws.unlink_identity(IdentityId=guest, Logins=logins, LoginsToRemove=[provider])
said["unprocessed"] = aws.delete_identities(IdentityIdsToDelete=[guest])["UnprocessedIdentityIds"]
try:
    aws.describe_identity(IdentityId=guest)
except aws.exceptions.ResourceNotFoundException as error:
    said["gone"] = error.response["Error"]["Message"] == "Identity '" + guest + "' not found."
said["pool"] = pool
print(json.dumps(said))
`;

if (python === undefined) test("boto3", ({ skip }) => skip("no Python here has boto3"));
else byBoto3(python);

function byBoto3(program: string): void {
  describe("boto3", () => {
    it("administers users and groups, pages, filters, signs in, and reads errors as its own", async () => {
      const { endpoint, pool, client } = await awsWorld();
      const { accessKeyId, secretAccessKey } = credentials;
      // Its signatures are of the machine's time, and those of the face too.
      const { stdout } = await run(program, [
        "-c",
        script,
        endpoint,
        pool.userPoolId,
        client.clientId,
        accessKeyId,
        secretAccessKey,
      ]);
      expect(JSON.parse(stdout)).toEqual({
        users: ["ada", "bob", "cyd"],
        found: ["bob"],
        me: "ada",
        groups: ["admins"],
        wrong: "Incorrect username or password.",
        created: 2026,
      });
    });

    it("makes an identity pool, gets credentials, and reads answers without a body", async () => {
      const { endpoint, rockpool, client, providerName, login } = await identityWorld();
      const { accessKeyId, secretAccessKey } = credentials;
      const [token = ""] = Object.values(await login());
      const given = [endpoint, providerName, client.clientId, token, accessKeyId, secretAccessKey];
      const { stdout } = await run(program, ["-c", identityScript, ...given]);
      const { pool, token: sessionToken, ...said } = JSON.parse(stdout) as Readonly<Record<string, string>>;
      expect(said).toEqual({
        roles: ["authenticated", "unauthenticated"],
        same: true,
        expires: 2026,
        logins: true,
        unprocessed: [],
        gone: true,
      });
      const identityPool = await rockpool.identityPool(pool ?? "");
      const session = await identityPool.readCredentials({ sessionToken: sessionToken ?? "", accessKeyId: null });
      expect(session.roleArn).toBe("arn:aws:iam::123456789012:role/User");
    });
  });
}
