// Nobody signs up: an administrator invites, and the invited choose their password at the first sign-in.
import { isRockpoolError, Rockpool, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { outbox } from "rockpool/testing";

const post = outbox();
const rockpool = await Rockpool.open({ storage: memory(), baseUrl: "https://auth.example.com", delivery: post });
const pool = await rockpool.ensureUserPool({
  poolName: "staff",
  adminCreateUserConfig: {
    allowAdminCreateUserOnly: true,
    inviteMessageTemplate: { emailSubject: "Your account", emailMessage: "Hello {username}, your password is {####}" },
  },
  passwordPolicy: { minimumLength: 12, temporaryPasswordValidityDays: 2 },
  accountRecoverySetting: { recoveryMechanisms: [{ name: "admin_only", priority: 1 }] },
});
const web = await pool.clients.ensure({ clientName: "web" });
await pool.groups.ensure({ groupName: "editors", precedence: 1 });

const refused = await web
  .signUp({ username: "eve", password: "Correct horse 7!" })
  .catch((error: unknown) => isRockpoolError(error, "NotAuthorizedException"));

await pool.users.create({ username: "grace", attributes: { email: "grace@example.com", email_verified: "true" } });
await pool.groups.addUser({ groupName: "editors", username: "grace" });
const subject = post.messages.at(-1)?.subject;

const asked = await web.signIn({ username: "grace", password: post.lastCode("grace@example.com") });
if (asked.outcome !== "challenge" || asked.challengeName !== "NEW_PASSWORD_REQUIRED") throw new Error("Nothing was asked");
const tokens = tokensOrThrow(await web.respond(asked, { newPassword: "A horse of her own 7!" }));
const claims = await pool.verify(tokens.idToken, { tokenUse: "id", clientId: web.clientId });
await rockpool.close();

export const result = { refused, subject, groups: claims["cognito:groups"] };
console.log(result);
