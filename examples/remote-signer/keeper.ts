import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { KeyRequest, SignOrder } from "rockpool";

/** What is asked of the keeper. */
export type Question =
  | { readonly ask: "createKey"; readonly request: KeyRequest }
  | { readonly ask: "sign"; readonly order: SignOrder };

// The private keys are here, and nowhere else.
const keys = new Map<string, KeyObject>();

function createKey({ poolId, tokenUse, alg }: KeyRequest) {
  const { publicKey, privateKey } =
    alg === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const keyId = `${poolId}/${tokenUse}/${keys.size}`;
  keys.set(keyId, privateKey);
  return { keyId, publicKey: publicKey.export({ format: "jwk" }) };
}

function signature({ keyId, data }: SignOrder): Uint8Array {
  const key = keys.get(keyId);
  if (key === undefined) throw new Error(`there is no key ${keyId}`);
  // For ES256 r and s side by side; for RS256 it changes nothing.
  return sign("sha256", data, { key, dsaEncoding: "ieee-p1363" });
}

// Each question has a number, which its answer carries.
process.on("message", (question: Question & { readonly number: number }) => {
  try {
    const answer = question.ask === "createKey" ? createKey(question.request) : signature(question.order);
    process.send?.({ number: question.number, answer });
  } catch (error) {
    process.send?.({ number: question.number, error: String(error) });
  }
});
process.on("disconnect", () => process.exit());
