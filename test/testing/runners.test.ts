import { describe, expect, it, onTestFinished } from "vitest";
import { type Project, projectOf, runners } from "../tooling/runners.ts";

const TESTS = 9;

describe.each(runners)("examples/testing/%s", (runner) => {
  const project = (): Project => {
    const made = projectOf(runner);
    onTestFinished(() => made.remove());
    return made;
  };

  it("passes", { timeout: 60_000 }, async () => {
    const { passed, failed, output } = await project().run();
    expect({ passed, failed }, output).toEqual({ passed: TESTS, failed: 0 });
  });

  it("fails in each of its tests when the page lets in everybody, by a wrong name", { timeout: 60_000 }, async () => {
    const broken = project();
    broken.change('await guard.verify(request.headers.get("authorization"))', '{ username: "somebody" }');
    const { passed, failed, output } = await broken.run();
    expect({ passed, failed }, output).toEqual({ passed: 0, failed: TESTS });
  });
});
