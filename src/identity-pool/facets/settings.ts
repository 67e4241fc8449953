import { datesOf, type SettingDates } from "../../settings/ensure.ts";
import { type IdentityPoolServices, operate } from "../context.ts";
import { updateIdentityPool } from "../ensure-identity-pool.ts";
import { identityPoolNotFound, identityPools } from "../identity-pool.table.ts";
import type { IdentityPoolPatch, IdentityPoolSettings as Settings } from "../settings.ts";

/** The settings of an identity pool. They are read at each operation. */
export class IdentityPoolSettingsFacet {
  readonly #services: IdentityPoolServices;
  readonly #poolId: string;

  /** @internal */
  constructor(services: IdentityPoolServices, poolId: string) {
    this.#services = services;
    this.#poolId = poolId;
  }

  /**
   * The settings as they are now, every default applied (Cognito's `DescribeIdentityPool` and `GetIdentityPoolRoles`).
   *
   * @throws `ResourceNotFoundException`
   */
  get(): Promise<Settings> {
    return operate(this.#services, this.#poolId, "DescribeIdentityPool", async ({ settings }) => settings);
  }

  /**
   * Changes settings (Cognito's `UpdateIdentityPool`, which returns what is not written to its default, and `SetIdentityPoolRoles`): a
   * member that is not written stays; lists, roles, mappings and tags are replaced.
   *
   * @throws `InvalidParameterException`, `ResourceNotFoundException`
   */
  update(patch: IdentityPoolPatch): Promise<void> {
    return operate(this.#services, this.#poolId, "UpdateIdentityPool", ({ store, poolId }) =>
      updateIdentityPool(store, poolId, patch),
    );
  }

  /** When the pool was made, and when its settings were written last. @throws `ResourceNotFoundException` */
  async dates(): Promise<SettingDates> {
    const [pool] = await this.#services.store.read([identityPools.key({ poolId: this.#poolId })]);
    if (pool === undefined) throw identityPoolNotFound(this.#poolId);
    return datesOf(pool.value);
  }
}
