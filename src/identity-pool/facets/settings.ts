import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { datesOf, type SettingDates } from "../../settings/ensure.ts";
import { type IdentityPoolServices, operate } from "../context.ts";
import { updateIdentityPool } from "../ensure-identity-pool.ts";
import { identityPoolNotFound, identityPools } from "../identity-pool.table.ts";
import { type DecidableRule, rulesUsersDecide } from "../role-settings.ts";
import type { IdentityPoolPatch, IdentityPoolSettings as Settings } from "../settings.ts";

const writableSchema: SchemaOf<{ readonly [provider: string]: readonly string[] }> = schemaFor<
  Record<string, readonly string[]>
>()(z.record(z.string(), z.array(z.string())));

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
    return operate(this.#services, this.#poolId, "UpdateIdentityPool", (context) =>
      updateIdentityPool(context, context.poolId, patch),
    );
  }

  /**
   * The rules of role mappings whose claim users can write: by these they choose their role. `NotEqual` is among them, which any other value
   * satisfies.
   *
   * @param writable By the provider of a mapping, the claims that its users can write: of a client of a user pool, its `writeAttributes`.
   */
  rulesUsersDecide(writable: { readonly [provider: string]: readonly string[] }): Promise<readonly DecidableRule[]> {
    return operate(this.#services, this.#poolId, "GetIdentityPoolRoles", async ({ settings }) =>
      rulesUsersDecide(settings, parse(writableSchema, writable, "writable")),
    );
  }

  /** When the pool was made, and when its settings were written last. @throws `ResourceNotFoundException` */
  async dates(): Promise<SettingDates> {
    const [pool] = await this.#services.store.read([identityPools.key({ poolId: this.#poolId })]);
    if (pool === undefined) throw identityPoolNotFound(this.#poolId);
    return datesOf(pool.value);
  }
}
