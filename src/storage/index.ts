/** For whoever writes an adapter: the contract, its limits, and the checks every adapter makes. */
export * from "./contract.ts";
export { decodeCursor, encodeCursor } from "./cursor.ts";
export { type CheckedEntry, type CheckedPut, checkPlan, checkQuery, checkRef, isKeyRange, type Tables } from "./limits.ts";
