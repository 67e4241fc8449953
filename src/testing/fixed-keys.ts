import { type KeySource, systemKeySource } from "../tokens/key-source.ts";
import { publishedEcKeys, publishedRsaKeys } from "./published-keys.ts";

/**
 * Gives published keys, which take no time to make: to each pool the same ones in turn, and new ones when it has had them all (six of
 * RSA, four of P-256). Tokens they sign prove nothing, so a durable storage refuses them.
 */
export function fixedTestKeys(): KeySource {
  const given = new Map<string, number>();
  return {
    forTestsOnly: true,
    async generate(request) {
      const { poolId, alg } = request;
      const name = `${poolId} ${alg}`;
      const turn = given.get(name) ?? 0;
      given.set(name, turn + 1);
      const published = alg === "RS256" ? publishedRsaKeys : publishedEcKeys;
      return published[turn] ?? systemKeySource.generate(request);
    },
  };
}
