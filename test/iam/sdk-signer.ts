import { createHash, createHmac } from "node:crypto";
import { createRequire } from "node:module";

/** The signer of AWS's SDK: it comes with the client, and is no dependency of ours. */
const ofSdk = createRequire(createRequire(import.meta.url).resolve("@aws-sdk/client-cognito-identity-provider"));
export const { SignatureV4 } = ofSdk("@smithy/signature-v4") as {
  readonly SignatureV4: new (
    options: object,
  ) => { [M in "sign" | "presign"]: (request: object, options: object) => Promise<Made> };
};

interface Made {
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** The hash that it is to be given. */
export class Sha256 {
  readonly #hash;
  constructor(secret?: Uint8Array | string) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}
