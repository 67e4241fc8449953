import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/** Which user an identity at another provider is linked to. It is taken by the record being there. */
export interface LinkRecord extends PoolRecord {
  readonly providerName: string;
  /** `Cognito_Subject` for the provider's own id of the person; else an attribute it tells. */
  readonly attributeName: string;
  readonly value: string;
  readonly sub: string;
  readonly createdAt: number;
}

export const links: Table<LinkRecord, "providerName" | "attributeName" | "value", "sub"> = table({
  name: "linked_identities",
  key: ["poolId", "providerName", "attributeName", "value"],
  indexes: { sub: ({ sub }) => sub },
});
