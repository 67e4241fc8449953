import { invalidParameter } from "../codecs/schema.ts";
import type { Clock } from "../runtime.ts";

/** A duration in parts that add up. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** A point in time: a `Date`, ms since the epoch, or ISO 8601 text with its offset (`2026-01-01T00:00:00Z`; a day alone is in UTC). */
export type Instant = Date | number | string;

/** A clock that moves only when a test says so. */
export interface ManualClock extends Clock {
  /** @throws `InvalidParameterException`: the clock would show no time. */
  advance(by: Duration): void;
  /**
   * Backwards is allowed: a machine whose clock is set right goes through the same. What was made later is then of the future: such a
   * token is refused until its `iat` is reached, and a code, a session or a lock ends when it says, which is later than it was.
   *
   * @throws `InvalidParameterException`: that is no instant.
   */
  set(instant: Instant): void;
}

/** @param start @default "2026-01-01T00:00:00Z" */
export function manualClock(start: Instant = "2026-01-01T00:00:00Z"): ManualClock {
  let now = msOf(start, "start");
  const advance = ({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: Duration): void => {
    now = msOf(now + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds, "by");
  };
  const set = (instant: Instant): void => {
    now = msOf(instant, "instant");
  };
  return Object.assign(() => now, { advance, set });
}

/** `Date.parse` takes `1` for a day in 2001, and a time without an offset for one of wherever the test runs. */
const iso8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

function msOf(instant: Instant, member: string): number {
  const isWritten = typeof instant === "string" ? iso8601.test(instant) : typeof instant === "number" || instant instanceof Date;
  const ms = isWritten ? new Date(instant).getTime() : Number.NaN;
  if (Number.isNaN(ms)) {
    throw invalidParameter([member], "Member must be an instant: a Date, ms since the epoch, or ISO 8601 text with its offset");
  }
  return ms;
}
