import { durability } from "./durability.ts";
import { expiry } from "./expiry.ts";
import { indexes } from "./indexes.ts";
import { limits } from "./limits.ts";
import { opening } from "./opening.ts";
import { paging } from "./paging.ts";
import { plans } from "./plans.ts";
import { queries } from "./queries.ts";
import { races } from "./races.ts";
import { reading } from "./reading.ts";
import { sharing } from "./sharing.ts";
import { type ConformanceOptions, createSuite } from "./suite.ts";

export {
  expiresByItsOwnClock,
  forgetsPreconditions,
  forgetsUnprocessedKeys,
  losesIndexEntries,
  readsThenWrites,
  splitsLargePlans,
  staleReads,
  sweepsBlindly,
  tornReads,
  writesHalfAPlan,
} from "./broken.ts";
export type { ConformanceOptions, Opened, Without } from "./suite.ts";

/**
 * Tests an adapter against the storage contract: one test for each of its sentences, with any test runner.
 *
 * ```ts
 * const open = async () => {
 *   const file = newFile();
 *   return { storage: sqlite(file), connectAgain: async () => sqlite(file) };
 * };
 * describe("sqlite", () => conformance({ test, open }));
 * ```
 *
 * What a suite within one process cannot do is left to the adapter's own tests: to end the process between two
 * statements, and to open data that a newer version wrote. The broken adapters beside it show that it catches what it
 * should.
 */
export function conformance(options: ConformanceOptions): void {
  const suite = createSuite(options);
  opening(suite);
  reading(suite);
  queries(suite);
  indexes(suite);
  paging(suite);
  plans(suite);
  limits(suite);
  races(suite);
  expiry(suite);
  sharing(suite);
  durability(suite);
}
