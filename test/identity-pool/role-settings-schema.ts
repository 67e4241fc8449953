import { z } from "zod";
import type { SchemaOf } from "../../src/codecs/schema.ts";
import { type RoleSettings, roleMappingsSchema, rolesSchema } from "../../src/identity-pool/role-settings.ts";

/** Roles and mappings together, as the settings of a pool have them. */
export const roleSettingsSchema: SchemaOf<RoleSettings> = z.strictObject({
  roles: rolesSchema,
  roleMappings: roleMappingsSchema,
}) as unknown as SchemaOf<RoleSettings>;
