import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import {
  type AppClient,
  type AppClientOptions,
  type Delivery,
  type KeySource,
  Rockpool,
  type SignUpInput,
  type UserPool,
  type UserPoolOptions,
} from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { postgres } from "rockpool/storage/postgres";
import { sqlite } from "rockpool/storage/sqlite";

/** Where processes meet: plain data, so that an order can name it. */
export type Place = (FilePlace | SchemaPlace) & {
  readonly masterKey: string;
  /** Ms since the epoch, at which the clocks of all stand still: a burst may take longer than a lock lasts. */
  readonly now?: number;
};
export interface FilePlace {
  readonly path: string;
}
export interface SchemaPlace {
  readonly connectionString: string;
  readonly schema: string;
}

export function storageAt(place: Place): StorageAdapter {
  if ("path" in place) return sqlite(place.path);
  return postgres(place.connectionString, { schema: place.schema, connectionTimeoutMs: 20_000 });
}

/** What children and tests open alike. */
export function opened(place: Place, delivery: Delivery, storage: StorageAdapter = storageAt(place)): Promise<Rockpool> {
  const settings = { baseUrl: "https://auth.test", passwordHashing: { memoryCostKib: 8, timeCost: 1 }, keySource };
  const { masterKey, now } = place;
  return Rockpool.open({ storage, masterKey, delivery, ...settings, clock: now === undefined ? undefined : () => now });
}

type RsaPrivateJwk = Awaited<ReturnType<KeySource["generate"]>>;

const made: RsaPrivateJwk[] = [];
let given = 0;
/** Gives the same two keys in turn, made when they are first asked for: to make more takes longer than what is tested. */
const keySource: KeySource = {
  forTestsOnly: false,
  async generate() {
    given += 1;
    const [one, other] = made;
    if (one !== undefined && other !== undefined) return given % 2 === 1 ? one : other;
    const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
    const jwk = privateKey.export({ format: "jwk" }) as RsaPrivateJwk;
    made.push(jwk);
    return jwk;
  },
};

export async function ensured(
  rockpool: Rockpool,
  poolSettings: Partial<UserPoolOptions> = {},
  clientSettings: Partial<AppClientOptions> = {},
): Promise<{ readonly pool: UserPool; readonly client: AppClient }> {
  const pool = await rockpool.ensureUserPool({ poolName: "crash", autoVerifiedAttributes: ["email"], ...poolSettings });
  const client = await pool.clients.ensure({ clientName: "crash", ...clientSettings });
  return { pool, client };
}

/** Who signed up, and with what, is known to everyone by the name alone. */
export const credentialsOf = (username: string): { readonly username: string; readonly password: string } => ({
  username,
  password: `Correct horse 7! ${username}`,
});

export const emailOf = (username: string): string => `${username}@example.com`;

export const newUser = (username: string): SignUpInput => ({
  ...credentialsOf(username),
  attributes: { email: emailOf(username) },
});
