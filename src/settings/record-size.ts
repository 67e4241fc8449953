import type { RockpoolError } from "../errors.ts";
import { settingRefused } from "./topic.ts";

/** Of the 64 KiB of a record; the rest is for what stands beside the settings. */
const MAX_SETTINGS_BYTES = 61_440;

/**
 * Each member may be as long as Cognito lets it be, but not all of them at once: they are one record.
 *
 * @throws `InvalidParameterException`, by the path of the longest member.
 */
export function refuseTooLarge(what: string, settings: object): void {
  if (bytesOf(settings) <= MAX_SETTINGS_BYTES) return;
  throw tooLarge(what, settings);
}

function tooLarge(what: string, settings: object): RockpoolError {
  const [longest = ""] = Object.entries(settings)
    .map(([member, value]) => ({ member, bytes: bytesOf(value) }))
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ member }) => member);
  return settingRefused(longest, `The settings of a ${what} have at most ${MAX_SETTINGS_BYTES} bytes of JSON`);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
