import { fork } from "node:child_process";
import { Rockpool, type Signer, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { outbox } from "rockpool/testing";
import type { Question } from "./remote-signer/keeper.ts";

// Signing keys that never enter this process: another one makes them, keeps them, and signs. Yours is a key management service, and
// each question a call over the network. With AWS KMS: CreateKey (RSA_2048, SIGN_VERIFY) and GetPublicKey, whose answer is an `spki`
// for createPublicKey; then Sign (RSASSA_PKCS1_V1_5_SHA_256) with the SHA-256 of the data as MessageType DIGEST, because it takes
// 4096 bytes at most. For ES256 (ECC_NIST_P256) it answers in DER: two integers, of which each is to be made 32 bytes long.
const keeper = fork(new URL("remote-signer/keeper.ts", import.meta.url), {
  execArgv: ["--import", "tsx"],
  serialization: "advanced",
});

interface Answer {
  readonly number: number;
  readonly answer?: unknown;
  readonly error?: string;
}

const waiting = new Map<number, (answer: Answer) => void>();
keeper.on("message", (answer: Answer) => waiting.get(answer.number)?.(answer));

let asked = 0;
function ask<T>(question: Question): Promise<T> {
  asked += 1;
  const number = asked;
  return new Promise((resolve, reject) => {
    waiting.set(number, ({ answer, error }) => {
      waiting.delete(number);
      if (error === undefined) resolve(answer as T);
      else reject(new Error(error));
    });
    keeper.send({ ...question, number });
  });
}

// A call that is not answered in ten seconds fails, and so does whoever wanted to sign in: nothing is done by half.
const signer: Signer = {
  createKey: (request) => ask({ ask: "createKey", request }),
  sign: (order) => ask({ ask: "sign", order }),
};

const rockpool = await Rockpool.open({ storage: memory(), baseUrl: "https://auth.example.com", delivery: outbox(), signer });
const pool = await rockpool.ensureUserPool({ poolName: "customers", signingAlgorithm: "ES256" });
const web = await pool.clients.ensure({ clientName: "web" });
await web.signUp({ username: "ada", password: "Correct horse 7!" });
await pool.users.confirm("ada");

const { accessToken } = tokensOrThrow(await web.signIn({ username: "ada", password: "Correct horse 7!" }));
const claims = await pool.verify(accessToken, { tokenUse: "access", clientId: web.clientId });
const [, accessKey] = await pool.keys.list();
export const result = { username: claims.username, alg: accessKey?.alg, isRemote: accessKey?.keyId !== null };
console.log(result); // { username: "ada", alg: "ES256", isRemote: true }

await rockpool.close();
keeper.disconnect();
