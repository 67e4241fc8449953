import type { z } from "zod";

/**
 * What a schema asks for, in the words of AWS's validation errors: `Member must …`. Where a schema has words of its own, zod takes those. No
 * value is in them.
 */
export const constraintOf: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return issue.input == null ? "Member must not be null" : `Member must be of type ${issue.expected}`;
    case "too_big":
      return `Member must have ${sizeOf(issue.origin)} less than ${issue.inclusive === false ? "" : "or equal to "}${issue.maximum}`;
    case "too_small":
      return `Member must have ${sizeOf(issue.origin)} greater than ${issue.inclusive === false ? "" : "or equal to "}${issue.minimum}`;
    case "invalid_format":
      return issue.format === "regex" && issue.pattern !== undefined
        ? `Member must satisfy regular expression pattern: ${issue.pattern.replace(/^\/(.*)\/[a-z]*$/s, "$1")}`
        : `Member must be of the form ${issue.format}`;
    case "invalid_value":
      return `Member must satisfy enum value set: [${issue.values.map(String).join(", ")}]`;
    case "invalid_key":
      return "Member must have a name that is allowed there";
    case "unrecognized_keys":
      return "Member must be one that is known";
    default:
      return "Member must be of another form";
  }
};

function sizeOf(origin: string): "length" | "value" {
  return origin === "string" || origin === "array" || origin === "set" || origin === "map" ? "length" : "value";
}
