import { z } from "zod";
import { parse } from "../../codecs/schema.ts";
import { AppClient } from "../app-client.ts";
import type { AppClientOptions } from "../app-clients/client-options.ts";
import { ensureClient } from "../app-clients/ensure-client.ts";
import { clientContext, type PoolServices, poolContext } from "../services.ts";

/** The applications of a pool. */
export class PoolClients {
  readonly #services: PoolServices;
  readonly #poolId: string;

  /** @internal */
  constructor(services: PoolServices, poolId: string) {
    this.#services = services;
    this.#poolId = poolId;
  }

  /**
   * The client of this name: created (Cognito's `CreateUserPoolClient`), or brought to what is written.
   *
   * @throws `InvalidParameterException`; `FrozenSettingException`: a member that is fixed at creation differs.
   */
  async ensure(options: AppClientOptions): Promise<AppClient> {
    const { id } = await ensureClient(await poolContext(this.#services, this.#poolId), options);
    this.#services.settings.forget(this.#poolId);
    return new AppClient(this.#services, this.#poolId, id);
  }

  /** The client of this id (Cognito's `DescribeUserPoolClient`). @throws `ResourceNotFoundException` */
  async get(clientId: string): Promise<AppClient> {
    const checked = parse(z.string().min(1).max(128), clientId, "clientId");
    await clientContext(this.#services, this.#poolId, checked);
    return new AppClient(this.#services, this.#poolId, checked);
  }
}
