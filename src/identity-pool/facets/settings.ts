import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { datesOf, type SettingDates } from "../../settings/ensure.ts";
import { setPrincipalTags, tagIdentityPool, untagIdentityPool } from "../change-settings.ts";
import { type IdentityPoolServices, operate } from "../context.ts";
import { type IdentityPoolChange, updateIdentityPool } from "../ensure-identity-pool.ts";
import { identityPoolNotFound, identityPools } from "../identity-pool.table.ts";
import type { PrincipalTagMap } from "../principal-tags.ts";
import { type DecidableRule, rulesUsersDecide } from "../role-settings.ts";
import type { IdentityPoolSettings as Settings } from "../settings.ts";

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
   * @param change What is written, or what makes it of the settings as they are: it is asked again when somebody else was first.
   * @throws `InvalidParameterException`, `ResourceNotFoundException`
   */
  update(change: IdentityPoolChange): Promise<void> {
    return operate(this.#services, this.#poolId, "UpdateIdentityPool", (context) =>
      updateIdentityPool(context, context.poolId, change),
    );
  }

  /**
   * Writes tags beside those that are there (Cognito's `TagResource`).
   *
   * @throws `InvalidParameterException`: not of their form, or more than 50 in all. `ResourceNotFoundException`
   */
  tag(tags: Settings["identityPoolTags"]): Promise<void> {
    return operate(this.#services, this.#poolId, "TagResource", (context) => tagIdentityPool(context, tags));
  }

  /** Takes tags away, those that are there (Cognito's `UntagResource`). @throws `InvalidParameterException`, `ResourceNotFoundException` */
  untag(keys: readonly string[]): Promise<void> {
    return operate(this.#services, this.#poolId, "UntagResource", (context) => untagIdentityPool(context, keys));
  }

  /**
   * Says which claims of one provider's users become tags of a session (Cognito's `SetPrincipalTagAttributeMap`); what is written of others stays.
   *
   * @param providerName Of a user pool as it is written among the providers; of others in any of their forms.
   * @throws `InvalidParameterException`, also where there is no such provider; `ResourceNotFoundException`
   */
  setPrincipalTags(providerName: string, map: PrincipalTagMap): Promise<void> {
    return operate(this.#services, this.#poolId, "SetPrincipalTagAttributeMap", (context) =>
      setPrincipalTags(context, providerName, map),
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
