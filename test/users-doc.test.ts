import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type LifecycleEvent, lifecycle, refusal } from "../src/user-pool/users/lifecycle.ts";
import { userStatuses } from "../src/user-pool/users/user.table.ts";

const document = readFileSync(new URL("../docs/users.md", import.meta.url), "utf8");

/** The note of each refusal, by the words of the note. */
const marks: readonly (readonly [mark: string, words: RegExp])[] = [
  ["¹", /^User cannot be confirmed\. Current status is \w+$/],
  ["²", /^User password cannot be reset in the current state\.$/],
  ["³", /^Resend not possible\. ada status is not FORCE_CHANGE_PASSWORD$/],
  ["⁴", /^Incorrect username or password\.$/],
  ["⁵", /^Invalid verification code provided, please try again\.$/],
];

it("docs/users.md shows the life of a user as the code has it", () => {
  const rows = (Object.keys(lifecycle) as LifecycleEvent[]).map((event) => {
    const cells = userStatuses.map((status) => {
      const refused = refusal(event, { username: "ada", status });
      if (refused === undefined) return String(lifecycle[event][status]);
      const [mark] = marks.find(([, words]) => words.test(refused.message)) ?? [];
      if (mark === undefined) throw new Error(`no note says: ${refused.message}`);
      expect(document).toContain(`${mark} \`${refused.code}\``);
      return mark;
    });
    return `| ${event} | ${cells.join(" | ")} |`;
  });
  const header = `| event | ${userStatuses.join(" | ")} |`;
  const table = [header, `${"| --- ".repeat(userStatuses.length + 1)}|`, ...rows].join("\n");
  expect(document).toContain(table);
});
