import type { ResourceServer } from "../../user-pool/app-clients/resource-server.ts";
import { type Operation, type OperationTable, present } from "../operation.ts";

interface OfPool {
  readonly UserPoolId: string;
}

interface OfServer extends OfPool {
  readonly Identifier: string;
}

interface Written extends OfServer {
  readonly Name: string;
  readonly Scopes?: readonly { readonly ScopeName: string; readonly ScopeDescription: string }[];
}

/** A list that is left out is empty: AWS's update replaces it. */
function writtenOf({ Name: name, Scopes = [] }: Written): Omit<ResourceServer, "identifier"> {
  const scopes = Scopes.map(({ ScopeName: scopeName, ScopeDescription: scopeDescription }) => ({ scopeName, scopeDescription }));
  return { name, scopes };
}

/** Cognito's `ResourceServerType`. */
function described({ UserPoolId }: OfPool, { identifier, name, scopes }: ResourceServer): object {
  const Scopes = scopes.map(({ scopeName: ScopeName, scopeDescription: ScopeDescription }) => ({ ScopeName, ScopeDescription }));
  return { UserPoolId, Identifier: identifier, Name: name, Scopes };
}

const createResourceServer: Operation<Written> = async (call, input) => {
  const { resourceServers } = await call.pool(input.UserPoolId);
  const created = await resourceServers.create({ identifier: input.Identifier, ...writtenOf(input) });
  return { ResourceServer: described(input, created) };
};

const describeResourceServer: Operation<OfServer> = async (call, input) => {
  const { resourceServers } = await call.pool(input.UserPoolId);
  return { ResourceServer: described(input, await resourceServers.get(input.Identifier)) };
};

const updateResourceServer: Operation<Written> = async (call, input) => {
  const { resourceServers } = await call.pool(input.UserPoolId);
  return { ResourceServer: described(input, await resourceServers.update(input.Identifier, writtenOf(input))) };
};

const deleteResourceServer: Operation<OfServer> = async (call, input) => {
  const { resourceServers } = await call.pool(input.UserPoolId);
  await resourceServers.delete(input.Identifier);
  return undefined;
};

const listResourceServers: Operation<OfPool & { readonly MaxResults?: number; readonly NextToken?: string }> = async (
  call,
  input,
) => {
  const pool = await call.pool(input.UserPoolId);
  const page = await pool.resourceServers.list({ limit: input.MaxResults, nextToken: input.NextToken });
  return present({
    ResourceServers: page.resourceServers.map((server) => described(input, server)),
    NextToken: page.nextToken ?? undefined,
  });
};

/** The services that a pool's tokens let into. */
export const resourceServerOperations: OperationTable = {
  CreateResourceServer: createResourceServer,
  DescribeResourceServer: describeResourceServer,
  UpdateResourceServer: updateResourceServer,
  DeleteResourceServer: deleteResourceServer,
  ListResourceServers: listResourceServers,
};
