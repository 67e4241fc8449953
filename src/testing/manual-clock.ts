import type { Clock } from "../runtime.ts";

/** A duration in parts that add up. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** A clock that moves only when a test says so. */
export interface ManualClock extends Clock {
  advance(by: Duration): void;
}

/** @param start An ISO 8601 instant. @default "2026-01-01T00:00:00Z" */
export function manualClock(start: string = "2026-01-01T00:00:00Z"): ManualClock {
  let now = Date.parse(start);
  const advance = ({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: Duration): void => {
    now += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  };
  return Object.assign(() => now, { advance });
}
