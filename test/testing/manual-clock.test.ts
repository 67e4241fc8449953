import { manualClock } from "rockpool/testing";
import { describe, expect, it } from "vitest";

describe("manualClock", () => {
  it("begins in 2026, or where it is told to", () => {
    expect(manualClock()()).toBe(Date.UTC(2026, 0, 1));
    expect(manualClock("2027-03-04T05:06:07.008Z")()).toBe(Date.UTC(2027, 2, 4, 5, 6, 7, 8));
  });

  it("moves only when it is told to, by the sum of the parts", () => {
    const clock = manualClock();
    const start = clock();
    expect(clock()).toBe(start);
    clock.advance({});
    expect(clock()).toBe(start);
    clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 });
    expect(clock() - start).toBe(93_784_005);
    clock.advance({ seconds: -1 });
    expect(clock() - start).toBe(93_783_005);
  });
});
