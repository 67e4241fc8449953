import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { codePointLength } from "../../codecs/text.ts";
import type { GroupRecord } from "./group.table.ts";

/** What is said of a group beside its name. */
export interface GroupSettings {
  /** At most 2048 characters; `null` for none. @default null */
  readonly description: string | null;
  /** An ARN of 20 to 2048 characters, which ID tokens of its members carry; `null` for none. @default null */
  readonly roleArn: string | null;
  /** 0 to 2147483647: of the groups of a user, the one with the lowest says the preferred role. `null` is behind all. @default null */
  readonly precedence: number | null;
}

/** A group as administrators see it: Cognito's `GroupType`. */
export interface Group extends GroupSettings {
  readonly groupName: string;
  readonly creationDate: Date;
  readonly lastModifiedDate: Date;
}

/** What is written of a group: a member that is left out, or `undefined`, stays as it is (at creation: `null`). */
export type GroupPatch = { readonly [M in keyof GroupSettings]?: GroupSettings[M] | undefined };

export interface GroupOptions extends GroupPatch {
  /** 1 to 128 letters, marks, symbols, digits or punctuation. It stays the name for good. */
  readonly groupName: string;
}

export const groupNameSchema: z.ZodString = z
  .string()
  .min(1)
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u)
  .refine((name) => codePointLength(name) <= 128, "Member must have at most 128 characters");

/** Cognito's `ArnType`. */
const arnSchema = z
  .string()
  .min(20)
  .max(2048)
  .regex(/^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$/);

const patchShape = {
  description: z.string().max(2048).nullable().optional(),
  roleArn: arnSchema.nullable().optional(),
  precedence: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .nullable()
    .optional(),
};

export const groupPatchSchema: SchemaOf<GroupPatch> = schemaFor<GroupPatch>()(z.strictObject(patchShape));

export const groupOptionsSchema: SchemaOf<GroupOptions> = schemaFor<GroupOptions>()(
  z.strictObject({ ...patchShape, groupName: groupNameSchema }),
);

/** What the settings become when a patch is written over them. */
export function patchedGroup(before: GroupSettings, patch: GroupPatch): GroupSettings {
  const { description = before.description, roleArn = before.roleArn, precedence = before.precedence } = patch;
  return { description, roleArn, precedence };
}

export function groupOf({ groupName, description, roleArn, precedence, createdAt, lastModifiedAt }: GroupRecord): Group {
  return {
    groupName,
    description,
    roleArn,
    precedence,
    creationDate: new Date(createdAt),
    lastModifiedDate: new Date(lastModifiedAt),
  };
}
