import { z } from "zod";

/** A secret of the caller's own: Cognito's `ClientSecretType`. What is wrong with one is said without showing it. */
export const ownSecretSchema: z.ZodString = z
  .string()
  .min(24)
  .max(64)
  .regex(/^[\w+]+$/, "Member must have letters, digits, _ and + only");
