// Users of another system come with the password hashes they have there, and sign in as before.
import { randomUUID } from "node:crypto";
import { type ExportedUser, Rockpool } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { outbox } from "rockpool/testing";

const rockpool = await Rockpool.open({ storage: memory(), baseUrl: "https://auth.example.com", delivery: outbox() });
const pool = await rockpool.ensureUserPool({ poolName: "customers" });
const web = await pool.clients.ensure({ clientName: "web" });

// As they stood in two tables: a service that used bcrypt, and one on Django.
const rows = [
  { login: "ada", since: "2021-03-04T05:06:07Z", hash: "$2b$04$kcsXfoa1LqdeS4SRWsFNmuva5WBxIvhraVzm6AR.9gYuiiEg6rDmq" },
  {
    login: "grace",
    since: "2022-03-04T05:06:07Z",
    hash: "pbkdf2_sha256$1000$mWtyk8mvO1GwSvqLyVFl0r$gAX0hb/SUKIdrWue29Md5DU3TwiSBfJ8QF8I7fLfajU=",
  },
  { login: "eve", since: "2009-03-04T05:06:07Z", hash: "$1$Etg2ExUZ$F9NTP7omafhKIlqaBMqng1" },
];

// from here on in docs/users.md
const base64 = (text: string) => Buffer.from(text).toString("base64").replaceAll("=", "");

/** Django writes `pbkdf2_sha256$iterations$salt$hash`, the salt as it is and the hash with padding. */
function phcOf(hash: string): string {
  const [scheme, iterations, salt = "", key = ""] = hash.split("$");
  return scheme === "pbkdf2_sha256" ? `$pbkdf2-sha256$i=${iterations}$${base64(salt)}$${key.replace(/=+$/, "")}` : hash;
}

const { imported, refused } = await pool.users.import(
  rows.map(
    ({ login, since, hash }): ExportedUser => ({
      sub: randomUUID(),
      username: login,
      attributes: { email: `${login}@example.com`, email_verified: "true" },
      userStatus: "CONFIRMED",
      enabled: true,
      userCreateDate: since,
      userLastModifiedDate: since,
      groups: [],
      identities: [],
      passwordHash: phcOf(hash), // bcrypt stays as it is
      previousPasswordHashes: [],
      temporaryPasswordUntil: null,
    }),
  ),
);
// to here

const password = "Correct horse 7!";
await web.signIn({ username: "ada", password });
await web.signIn({ username: "grace", password });
const schemes: Record<string, string | undefined> = {};
for await (const { username, passwordHash } of pool.users.export()) schemes[username] = passwordHash?.split("$")[1];
await rockpool.close();

export const result = { imported, refused: refused.map(({ username }) => username), schemes };
console.log(result);
