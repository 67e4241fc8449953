import { z } from "zod";
import { parse } from "../../codecs/schema.ts";
import { AppClient } from "../app-client.ts";
import { type AddedClientSecret, type AddSecretInput, addSecret } from "../app-clients/add-secret.ts";
import type { AppClientOptions, AppClientPatch } from "../app-clients/client-options.ts";
import type { ClientSecretDescriptor } from "../app-clients/client-secrets.ts";
import { deleteClient } from "../app-clients/delete-client.ts";
import { deleteSecret } from "../app-clients/delete-secret.ts";
import { createClient, ensureClient, type NewAppClientOptions, updateClient } from "../app-clients/ensure-client.ts";
import { type ClientPage, type ListClientsInput, listClients } from "../app-clients/list-clients.ts";
import { listSecrets } from "../app-clients/list-secrets.ts";
import type { PoolContext } from "../context.ts";
import { administer, clientContext, operate, type PoolServices } from "../services.ts";

const idSchema = z.string().min(1).max(128);

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
   * @throws `InvalidParameterException`, `InvalidOAuthFlowException`, `ScopeDoesNotExistException`; `FrozenSettingException`: a member
   *   that is fixed at creation differs.
   */
  async ensure(options: AppClientOptions): Promise<AppClient> {
    const { id } = await this.#write("CreateUserPoolClient", null, (context) => ensureClient(context, options));
    return new AppClient(this.#services, this.#poolId, id);
  }

  /**
   * A new client, whatever others are called (Cognito's `CreateUserPoolClient`): `ensure` does not find it by its name.
   *
   * @throws as {@link PoolClients.ensure}
   */
  async create(options: NewAppClientOptions): Promise<AppClient> {
    const { id } = await this.#write("CreateUserPoolClient", null, (context) => createClient(context, options));
    return new AppClient(this.#services, this.#poolId, id);
  }

  /**
   * Changes settings of a client (Cognito's `UpdateUserPoolClient`, which returns what is not written to its default): a member that
   * is not written stays, lists are replaced.
   *
   * @throws `InvalidParameterException`, `InvalidOAuthFlowException`, `ScopeDoesNotExistException`, `FrozenSettingException`,
   *   `ResourceNotFoundException`
   */
  async update(clientId: string, patch: AppClientPatch): Promise<void> {
    const checked = checkedClientId(clientId);
    await this.#write("UpdateUserPoolClient", checked, (context) => updateClient(context, checked, patch));
  }

  /** The client of this id (Cognito's `DescribeUserPoolClient`). @throws `ResourceNotFoundException` */
  async get(clientId: string): Promise<AppClient> {
    const checked = checkedClientId(clientId);
    await clientContext(this.#services, this.#poolId, checked);
    return new AppClient(this.#services, this.#poolId, checked);
  }

  /** One page of the clients, in the order of their ids (Cognito's `ListUserPoolClients`). @throws `InvalidParameterException` */
  async list(input: ListClientsInput = {}): Promise<ClientPage> {
    return this.#read("ListUserPoolClients", (context) => listClients(context, input));
  }

  /**
   * Deletes a client (Cognito's `DeleteUserPoolClient`): whoever is signed in by it is so no longer. Its name can be used again, its id
   * cannot. A token that is verified offline is good until it expires.
   *
   * @throws `ResourceNotFoundException`
   */
  async delete(clientId: string): Promise<void> {
    const checked = checkedClientId(clientId);
    await this.#write("DeleteUserPoolClient", checked, (context) => deleteClient(context, checked));
  }

  /**
   * Gives a client a second secret (Cognito's `AddUserPoolClientSecret`): from now on hashes of both are good. Other processes know it
   * after `settingsMaxAgeSeconds`.
   *
   * @param input A secret of yours; without one, it is drawn.
   * @returns Its id, and the value if it was drawn here.
   * @throws `LimitExceededException`: the client has two. `InvalidParameterException`: it is a public client, or has this very secret.
   *   `ResourceNotFoundException`
   */
  async addSecret(clientId: string, input: AddSecretInput = {}): Promise<AddedClientSecret> {
    const checked = checkedClientId(clientId);
    return this.#write("AddUserPoolClientSecret", checked, (context) => addSecret(context, checked, input));
  }

  /**
   * The secrets of a client, the oldest first, without their values (Cognito's `ListUserPoolClientSecrets`).
   *
   * @throws `ResourceNotFoundException`
   */
  async listSecrets(clientId: string): Promise<readonly ClientSecretDescriptor[]> {
    const checked = checkedClientId(clientId);
    return this.#read("ListUserPoolClientSecrets", (context) => listSecrets(context, checked));
  }

  /**
   * Takes a secret from a client (Cognito's `DeleteUserPoolClientSecret`): its hashes are refused, by other processes after
   * `settingsMaxAgeSeconds`.
   *
   * @throws `InvalidParameterException`: it is the last one. `ResourceNotFoundException`: no such client, or secret.
   */
  async deleteSecret(clientId: string, clientSecretId: string): Promise<void> {
    const ids = { clientId: checkedClientId(clientId), clientSecretId: parse(idSchema, clientSecretId, "clientSecretId") };
    await this.#write("DeleteUserPoolClientSecret", ids.clientId, (context) => deleteSecret(context, ids));
  }

  #read<R>(operation: string, useCase: (context: PoolContext) => Promise<R>): Promise<R> {
    return operate(this.#services, this.#poolId, operation, useCase);
  }

  /** What changes a client is known to this process at once. */
  async #write<R>(operation: string, subject: string | null, useCase: (context: PoolContext) => Promise<R>): Promise<R> {
    try {
      return await administer(this.#services, this.#poolId, { operation, subject }, useCase);
    } finally {
      // Also when the answer was lost: then it may have been done.
      this.#services.settings.forget(this.#poolId);
    }
  }
}

function checkedClientId(clientId: string): string {
  return parse(idSchema, clientId, "clientId");
}
