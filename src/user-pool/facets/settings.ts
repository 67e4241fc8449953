import { datesOf, type SettingDates } from "../../settings/ensure.ts";
import type { PoolContext } from "../context.ts";
import { administer, operate, type PoolServices } from "../services.ts";
import { updateUserPool } from "../settings/ensure-user-pool.ts";
import type { Tags } from "../settings/metadata.ts";
import type { UserPoolPatch, UserPoolSettings } from "../settings/pool-options.ts";
import { tagUserPool, untagUserPool } from "../settings/tag-user-pool.ts";

/** The settings of a pool. */
export class PoolSettings {
  readonly #services: PoolServices;
  readonly #poolId: string;

  /** @internal */
  constructor(services: PoolServices, poolId: string) {
    this.#services = services;
    this.#poolId = poolId;
  }

  /** The settings as they are now, every default applied (Cognito's `DescribeUserPool`). @throws `ResourceNotFoundException` */
  async get(): Promise<UserPoolSettings> {
    return operate(this.#services, this.#poolId, "DescribeUserPool", async ({ settings }) => structuredClone(settings));
  }

  /**
   * Changes settings (Cognito's `UpdateUserPool`, which returns what is not written to its default; and `AddCustomAttributes`): a
   * member that is not written stays, objects merge member by member, lists and tags are replaced. Attributes can be added to the
   * schema.
   *
   * @throws `InvalidParameterException`; `FrozenSettingException`, with all of them: members that are fixed at creation differ.
   */
  async update(patch: UserPoolPatch): Promise<void> {
    await this.#write("UpdateUserPool", async ({ store, settings: { poolName } }) => {
      const local = await updateUserPool(store, { poolId: this.#poolId, poolName }, patch);
      this.#services.triggers.register(this.#poolId, local);
    });
  }

  /** What Cognito's `DescribeUserPool` says beside the settings. @throws `ResourceNotFoundException` */
  async dates(): Promise<SettingDates> {
    const { pool } = await this.#services.settings.get(this.#poolId, null);
    return datesOf(pool);
  }

  /**
   * Writes tags beside those that are there (Cognito's `TagResource`).
   *
   * @throws `InvalidParameterException`: not of their form, or more than 50 in all. `ResourceNotFoundException`
   */
  async tag(tags: Tags): Promise<void> {
    await this.#write("TagResource", ({ store }) => tagUserPool(store, this.#poolId, tags));
  }

  /** Takes tags away, those that are there (Cognito's `UntagResource`). @throws `InvalidParameterException`, `ResourceNotFoundException` */
  async untag(keys: readonly string[]): Promise<void> {
    await this.#write("UntagResource", ({ store }) => untagUserPool(store, this.#poolId, keys));
  }

  async #write(operation: string, work: (context: PoolContext) => Promise<void>): Promise<void> {
    try {
      await administer(this.#services, this.#poolId, { operation, subject: this.#poolId }, work);
    } finally {
      // Also when the answer was lost: then it may have been done.
      this.#services.settings.forget(this.#poolId);
    }
  }
}
