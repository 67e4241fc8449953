import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { refuseTooLarge } from "../../settings/record-size.ts";
import { settingRefused } from "../../settings/topic.ts";
import type { ResourceServerRecord, ResourceServerScope } from "./resource-server.table.ts";

/** A resource server: Cognito's `ResourceServerType`. */
export interface ResourceServer {
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly ResourceServerScope[];
}

/** What `resourceServers.create` and `resourceServers.ensure` take. */
export interface ResourceServerOptions {
  /** Fixed; often the address of the service. 1 to 256 printable ASCII characters without space, `"` and `\`. */
  readonly identifier: string;
  /** 1 to 256 of letters, digits, white space and `_+=,.@-`. */
  readonly name: string;
  /** At most 100. What is left out stays; at creation there are none. @default [] */
  readonly scopes?: readonly ResourceServerScope[] | undefined;
}

/** What `resourceServers.update` takes. A member that is left out stays, the list is replaced. */
export interface ResourceServerPatch {
  readonly name?: string | undefined;
  readonly scopes?: readonly ResourceServerScope[] | undefined;
}

const name = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\w\s+=,.@-]+$/);
const scopes = z
  .array(
    z.strictObject({
      scopeName: z
        .string()
        .min(1)
        .max(256)
        .regex(/^[\x21\x23-\x2e\x30-\x5b\x5d-\x7e]+$/),
      scopeDescription: z.string().min(1).max(256),
    }),
  )
  .max(100);

/** Also how a server is asked for. */
export const identifierSchema: SchemaOf<string> = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/);

export const resourceServerSchema: SchemaOf<ResourceServerOptions> = schemaFor<ResourceServerOptions>()(
  z.strictObject({ identifier: identifierSchema, name, scopes: scopes.optional() }),
);

export const resourceServerPatchSchema: SchemaOf<ResourceServerPatch> = schemaFor<ResourceServerPatch>()(
  z.strictObject({ name: name.optional(), scopes: scopes.optional() }),
);

/** Rules between members. @throws `InvalidParameterException` */
export function checkResourceServer({ name, scopes }: Omit<ResourceServer, "identifier">): void {
  if (new Set(scopes.map(({ scopeName }) => scopeName)).size < scopes.length) {
    throw settingRefused("scopes", "A scope is named twice");
  }
  refuseTooLarge("resource server", { name, scopes });
}

/** What is shown of a record. */
export function describeResourceServer({ identifier, name, scopes }: ResourceServerRecord): ResourceServer {
  return { identifier, name, scopes: scopes.map(({ scopeName, scopeDescription }) => ({ scopeName, scopeDescription })) };
}
