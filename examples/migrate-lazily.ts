// Users of another system come one by one, each at their first sign-in, out of its table of bcrypt hashes.
import { verify } from "@node-rs/bcrypt";
import { Rockpool, type UserMigrationHandler } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { outbox } from "rockpool/testing";

/** The table as it stood: name, address, hash. */
const table = new Map([
  ["ada", { email: "ada@example.com", hash: "$2b$04$kcsXfoa1LqdeS4SRWsFNmuva5WBxIvhraVzm6AR.9gYuiiEg6rDmq" }],
]);

const userMigration: UserMigrationHandler = async (event) => {
  const row = table.get(event.userName.toLowerCase());
  if (row === undefined) return event; // nobody there either
  const isForgotten = event.triggerSource === "UserMigration_ForgotPassword";
  if (!isForgotten && !(await verify(event.request.password, row.hash))) throw new Error("Wrong password");
  event.response.userAttributes = { email: row.email, email_verified: "true" };
  event.response.finalUserStatus = "CONFIRMED";
  event.response.messageAction = "SUPPRESS";
  return event;
};

const rockpool = await Rockpool.open({ storage: memory(), baseUrl: "https://auth.example.com", delivery: outbox() });
const pool = await rockpool.ensureUserPool({ poolName: "customers", triggers: { userMigration } });
const web = await pool.clients.ensure({ clientName: "web" });

const refused = await web.signIn({ username: "ada", password: "Wrong horse 7!" }).catch(({ message }: Error) => message);
const first = await web.signIn({ username: "ada", password: "Correct horse 7!" });
table.clear(); // from now on she is ours
const second = await web.signIn({ username: "ada", password: "Correct horse 7!" });
const { userStatus } = await pool.users.get("ada");
await rockpool.close();

export const result = { refused, first: first.outcome, second: second.outcome, userStatus };
console.log(result);
