import { generateKeyPairSync, privateDecrypt, publicEncrypt } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateMasterKey, type KeyProvider, Rockpool } from "rockpool";
import { sqlite } from "rockpool/storage/sqlite";
import { outbox } from "rockpool/testing";

// A key management service keeps a key that never leaves it, and decrypts with it for whoever may ask. This one is a key pair;
// yours is a call over the network: `kms.decrypt({ CiphertextBlob })` of AWS, `decrypt` of Google's, `transit/decrypt` of Vault.
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const service = { decrypt: async (wrapped: string) => privateDecrypt(privateKey, Buffer.from(wrapped, "base64")).toString() };

// Once, on the operator's machine: a master key that is stored wrapped, in the configuration, beside the database, anywhere.
const wrap = (masterKey: string): string => publicEncrypt(publicKey, Buffer.from(masterKey)).toString("base64");
const wrappedKeys = { current: wrap(generateMasterKey()), previous: [] as string[] };

// At every start: the wrapped key goes in, the master key comes out, and is kept in memory only.
const masterKey: KeyProvider = {
  load: async () => ({
    current: await service.decrypt(wrappedKeys.current),
    previous: await Promise.all(wrappedKeys.previous.map(service.decrypt)),
  }),
};

const path = join(await mkdtemp(join(tmpdir(), "rockpool-example-")), "auth.db");
const open = () => Rockpool.open({ storage: sqlite(path), masterKey, baseUrl: "https://auth.example.com", delivery: outbox() });

const rockpool = await open();
const pool = await rockpool.ensureUserPool({ poolName: "customers" });
await pool.users.create({ username: "ada", temporaryPassword: "Temporary 1!", messageAction: "SUPPRESS" });
await rockpool.close();

// A new master key: the old one is kept until everything is sealed with the new one.
wrappedKeys.previous.push(wrappedKeys.current);
wrappedKeys.current = wrap(generateMasterKey());
const rotated = await open();
export const maintenance = await rotated.maintain();
console.log(maintenance); // needOlderKey: 0, finished: true
await rotated.close();
wrappedKeys.previous.pop();

const after = await open();
export const health = await after.check();
await after.close();
