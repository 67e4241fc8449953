import { RockpoolError } from "../../errors.ts";
import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/** A service that clients are let into by tokens: it names what there is to be allowed. */
export interface ResourceServerRecord extends PoolRecord {
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly ResourceServerScope[];
  readonly createdAt: number;
  readonly lastModifiedAt: number;
}

/** What a resource server can allow. Clients and tokens name it `<identifier>/<scopeName>`. */
export interface ResourceServerScope {
  /** 1 to 256 printable ASCII characters without space, `"`, `\` and `/`. */
  readonly scopeName: string;
  /** 1 to 256. */
  readonly scopeDescription: string;
}

export const resourceServers: Table<ResourceServerRecord, "identifier"> = table({
  name: "resource_servers",
  key: ["poolId", "identifier"],
});

export function resourceServerNotFound(identifier: string): RockpoolError {
  return new RockpoolError("ResourceNotFoundException", `Resource server ${identifier} does not exist.`);
}
