import { publishedEcKeys } from "../../../src/testing/published-keys.ts";
import { invalid, type Methods } from "../world.ts";

/** Of the keys that sign. */
export const keysMethods: Methods = {
  "PoolSigningKeys.list": { call: ({ pool }) => pool.keys.list(), valid: [], codes: [] },
  "PoolSigningKeys.rotate": { call: ({ pool }) => pool.keys.rotate(), valid: [], codes: [] },
  "PoolSigningKeys.import": {
    call: ({ pool }, input) => pool.keys.import(input),
    valid: [{ tokenUse: "access", privateKey: publishedEcKeys[0], kid: "ours", isPublished: true }],
    codes: [invalid, "LimitExceededException"],
  },
  "PoolSigningKeys.delete": {
    call: ({ pool }, kid) => pool.keys.delete(kid),
    valid: ["ours"],
    codes: [invalid, "ResourceNotFoundException"],
  },
};
