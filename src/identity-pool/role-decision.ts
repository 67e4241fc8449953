import type { RockpoolError } from "../errors.ts";
import type { MappingRule } from "./role-settings.ts";

/** The role, or why there is none; and step by step how it came to that. */
export type RoleDecision = (
  | { readonly outcome: "role"; readonly role: string }
  | { readonly outcome: "refused"; readonly error: RockpoolError }
) & { readonly steps: readonly RoleStep[] };

/** One thing that was looked at. `explainRole` (role-explanation.ts) makes sentences of them. They hold claims: they are for administrators. */
export type RoleStep =
  | { readonly what: "guest"; readonly allowed: boolean }
  | { readonly what: "provider"; readonly provider: string; readonly mapping: "Token" | "Rules" | "none" }
  | {
      readonly what: "rule";
      /** From 0. */
      readonly index: number;
      readonly rule: MappingRule;
      /** What the claim says; empty: it is absent, or has nothing that can be compared. */
      readonly found: readonly string[];
      readonly matched: boolean;
    }
  | { readonly what: "token"; readonly roles: readonly string[]; readonly preferredRole: string | null }
  | { readonly what: "assertion"; readonly roles: readonly string[] }
  | { readonly what: "customRole"; readonly asked: string; readonly among: readonly string[]; readonly granted: boolean }
  | { readonly what: "ambiguous"; readonly resolution: "AuthenticatedRole" | "Deny" }
  | { readonly what: "default"; readonly kind: "authenticated" | "unauthenticated"; readonly role: string | null };
