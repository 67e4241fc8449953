import { z } from "zod";
import { parse } from "../../codecs/schema.ts";
import { AppClient } from "../app-client.ts";
import { type AddedClientSecret, type AddSecretInput, addSecret } from "../app-clients/add-secret.ts";
import type { AppClientOptions, AppClientPatch } from "../app-clients/client-options.ts";
import type { ClientSecretDescriptor } from "../app-clients/client-secrets.ts";
import { deleteClient } from "../app-clients/delete-client.ts";
import { deleteSecret } from "../app-clients/delete-secret.ts";
import { ensureClient, updateClient } from "../app-clients/ensure-client.ts";
import { type ClientPage, type ListClientsInput, listClients } from "../app-clients/list-clients.ts";
import { listSecrets } from "../app-clients/list-secrets.ts";
import { clientContext, type PoolServices, poolContext } from "../services.ts";

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
    const { id } = await ensureClient(await poolContext(this.#services, this.#poolId), options);
    this.#services.settings.forget(this.#poolId);
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
    await updateClient(await poolContext(this.#services, this.#poolId), checked, patch);
    this.#services.settings.forget(this.#poolId);
  }

  /** The client of this id (Cognito's `DescribeUserPoolClient`). @throws `ResourceNotFoundException` */
  async get(clientId: string): Promise<AppClient> {
    const checked = checkedClientId(clientId);
    await clientContext(this.#services, this.#poolId, checked);
    return new AppClient(this.#services, this.#poolId, checked);
  }

  /** One page of the clients, in the order of their ids (Cognito's `ListUserPoolClients`). @throws `InvalidParameterException` */
  async list(input: ListClientsInput = {}): Promise<ClientPage> {
    return listClients(await poolContext(this.#services, this.#poolId), input);
  }

  /**
   * Deletes a client (Cognito's `DeleteUserPoolClient`): whoever is signed in by it is so no longer. Its name can be used again, its id
   * cannot. A token that is verified offline is good until it expires.
   *
   * @throws `ResourceNotFoundException`
   */
  async delete(clientId: string): Promise<void> {
    const checked = checkedClientId(clientId);
    await deleteClient(await poolContext(this.#services, this.#poolId), checked);
    this.#services.settings.forget(this.#poolId);
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
    const added = await addSecret(await poolContext(this.#services, this.#poolId), checked, input);
    this.#services.settings.forget(this.#poolId);
    return added;
  }

  /**
   * The secrets of a client, the oldest first, without their values (Cognito's `ListUserPoolClientSecrets`).
   *
   * @throws `ResourceNotFoundException`
   */
  async listSecrets(clientId: string): Promise<readonly ClientSecretDescriptor[]> {
    const checked = checkedClientId(clientId);
    return listSecrets(await poolContext(this.#services, this.#poolId), checked);
  }

  /**
   * Takes a secret from a client (Cognito's `DeleteUserPoolClientSecret`): its hashes are refused, by other processes after
   * `settingsMaxAgeSeconds`.
   *
   * @throws `InvalidParameterException`: it is the last one. `ResourceNotFoundException`: no such client, or secret.
   */
  async deleteSecret(clientId: string, clientSecretId: string): Promise<void> {
    const ids = { clientId: checkedClientId(clientId), clientSecretId: parse(idSchema, clientSecretId, "clientSecretId") };
    await deleteSecret(await poolContext(this.#services, this.#poolId), ids);
    this.#services.settings.forget(this.#poolId);
  }
}

function checkedClientId(clientId: string): string {
  return parse(idSchema, clientId, "clientId");
}
