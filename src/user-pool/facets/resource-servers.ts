import { parse } from "../../codecs/schema.ts";
import { createResourceServer } from "../app-clients/create-resource-server.ts";
import { deleteResourceServer } from "../app-clients/delete-resource-server.ts";
import { ensureResourceServer } from "../app-clients/ensure-resource-server.ts";
import { getResourceServer } from "../app-clients/get-resource-server.ts";
import {
  type ListResourceServersInput,
  listResourceServers,
  type ResourceServerPage,
} from "../app-clients/list-resource-servers.ts";
import {
  identifierSchema,
  type ResourceServer,
  type ResourceServerOptions,
  type ResourceServerPatch,
} from "../app-clients/resource-server.ts";
import { updateResourceServer } from "../app-clients/update-resource-server.ts";
import type { PoolContext } from "../context.ts";
import { administer, operate, type PoolServices } from "../services.ts";

/** The services that a pool's tokens let into, with the scopes that clients can be allowed. */
export class PoolResourceServers {
  readonly #services: PoolServices;
  readonly #poolId: string;

  /** @internal */
  constructor(services: PoolServices, poolId: string) {
    this.#services = services;
    this.#poolId = poolId;
  }

  /**
   * Makes a resource server (Cognito's `CreateResourceServer`).
   *
   * @throws `InvalidParameterException`, also when there is one of this identifier. `LimitExceededException`: the pool has 25.
   */
  async create(options: ResourceServerOptions): Promise<ResourceServer> {
    return this.#write("CreateResourceServer", options?.identifier, (context) => createResourceServer(context, options));
  }

  /**
   * The resource server of this identifier: created, or brought to what is written. Scopes that are left out stay; where nothing differs,
   * nothing is written.
   *
   * @throws `InvalidParameterException`; `LimitExceededException`: the pool has 25.
   */
  async ensure(options: ResourceServerOptions): Promise<ResourceServer> {
    return this.#write("CreateResourceServer", options?.identifier, (context) => ensureResourceServer(context, options));
  }

  /**
   * Changes name and scopes (Cognito's `UpdateResourceServer`, which replaces both): a member that is not written stays, the list is
   * replaced. Clients keep the scopes that they name, also one that is not there any more: it counts again when it comes back.
   *
   * @throws `InvalidParameterException`, `ResourceNotFoundException`
   */
  async update(identifier: string, patch: ResourceServerPatch): Promise<ResourceServer> {
    const checked = checkedIdentifier(identifier);
    return this.#write("UpdateResourceServer", checked, (context) => updateResourceServer(context, checked, patch));
  }

  /** The resource server of this identifier (Cognito's `DescribeResourceServer`). @throws `ResourceNotFoundException` */
  async get(identifier: string): Promise<ResourceServer> {
    const checked = checkedIdentifier(identifier);
    return this.#read("DescribeResourceServer", (context) => getResourceServer(context, checked));
  }

  /**
   * The resource servers of the pool, by identifier (Cognito's `ListResourceServers`).
   *
   * @throws `InvalidParameterException`
   */
  async list(input: ListResourceServersInput = {}): Promise<ResourceServerPage> {
    return this.#read("ListResourceServers", (context) => listResourceServers(context, input));
  }

  /** Deletes it (Cognito's `DeleteResourceServer`). Clients keep the scopes of it that they name. @throws `ResourceNotFoundException` */
  async delete(identifier: string): Promise<void> {
    const checked = checkedIdentifier(identifier);
    return this.#write("DeleteResourceServer", checked, (context) => deleteResourceServer(context, checked));
  }

  #read<R>(operation: string, useCase: (context: PoolContext) => Promise<R>): Promise<R> {
    return operate(this.#services, this.#poolId, operation, useCase);
  }

  #write<R>(operation: string, subject: string, useCase: (context: PoolContext) => Promise<R>): Promise<R> {
    return administer(this.#services, this.#poolId, { operation, subject }, useCase);
  }
}

function checkedIdentifier(identifier: string): string {
  return parse(identifierSchema, identifier, "identifier");
}
