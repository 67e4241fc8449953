import { publishedEcKeys } from "../../../src/testing/published-keys.ts";
import type { UseCases, World } from "../world.ts";

const privateKey = publishedEcKeys[0] ?? "";

async function signingKid({ pool }: World): Promise<string> {
  return (await pool.keys.list())[0]?.kid ?? "";
}

/** Of the keys that sign. */
export const keys: UseCases = {
  "PoolSigningKeys.list": { act: ({ pool }) => pool.keys.list(), plans: 0 },
  "PoolSigningKeys.rotate": { act: ({ pool }) => pool.keys.rotate() },
  "PoolSigningKeys.import": {
    act: ({ pool }) => pool.keys.import({ tokenUse: "id", privateKey }),
    again: "InvalidParameterException",
  },
  "PoolSigningKeys.delete": {
    before: signingKid,
    act: ({ pool }, kid) => pool.keys.delete(kid),
    again: "ResourceNotFoundException",
  },
};
