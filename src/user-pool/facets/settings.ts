import { administer, operate, type PoolServices } from "../services.ts";
import { updateUserPool } from "../settings/ensure-user-pool.ts";
import type { UserPoolPatch, UserPoolSettings } from "../settings/pool-options.ts";

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
    const change = { operation: "UpdateUserPool", subject: this.#poolId };
    try {
      await administer(this.#services, this.#poolId, change, async ({ store, settings: { poolName } }) => {
        const local = await updateUserPool(store, { poolId: this.#poolId, poolName }, patch);
        this.#services.triggers.register(this.#poolId, local);
      });
    } finally {
      // Also when the answer was lost: then it may have been done.
      this.#services.settings.forget(this.#poolId);
    }
  }
}
