import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { systemRuntime } from "../src/runtime.ts";
import {
  type Creation,
  creation,
  type LifecycleEvent,
  lifecycle,
  type SignInCase,
  signIns,
} from "../src/user-pool/users/lifecycle.ts";
import { constraintOn } from "../src/user-pool/users/password-hash/schemes.ts";
import { createPasswordHasher } from "../src/user-pool/users/password-hasher.ts";
import { type Refusal, refusalOf } from "../src/user-pool/users/refusal.ts";
import { userStatuses } from "../src/user-pool/users/user.table.ts";

const document = readFileSync(new URL("../docs/users.md", import.meta.url), "utf8");

/** The note of each refusal, by the words of the note. */
const marks: readonly (readonly [mark: string, words: RegExp])[] = [
  ["¹", /^User cannot be confirmed\. Current status is \w+$/],
  ["²", /^User password cannot be reset in the current state\.$/],
  ["³", /^Resend not possible\. ada status is not FORCE_CHANGE_PASSWORD$/],
  ["⁴", /^Incorrect username or password\.$/],
  ["⁵", /^Invalid verification code provided, please try again\.$/],
  ["⁶", /^Invalid session for the user\.$/],
  ["⁷", /^User is not confirmed\.$/],
  ["⁸", /^Password reset required for the user$/],
  ["⁹", /^User is already confirmed\.$/],
  ["¹⁰", /^Temporary password has expired and must be reset by an administrator\.$/],
  ["¹¹", /^User is disabled\.$/],
];

type Row = readonly [name: string, cells: { readonly [S in (typeof userStatuses)[number]]: string | Refusal }];

/** A table of the document: what is possible as it is, what is refused by the mark of its note. */
function tableOf(title: string, rows: readonly Row[]): string {
  const lines = rows.map(([name, cells]) => {
    const shown = userStatuses.map((status) => {
      const cell = cells[status];
      return typeof cell === "string" ? cell : noteOf(refusalOf(cell, { username: "ada", status }));
    });
    return `| ${name} | ${shown.join(" | ")} |`;
  });
  return [`| ${title} | ${userStatuses.join(" | ")} |`, `${"| --- ".repeat(userStatuses.length + 1)}|`, ...lines].join("\n");
}

function noteOf({ code, message }: ReturnType<typeof refusalOf>): string {
  const [mark] = marks.find(([, words]) => words.test(message)) ?? [];
  if (mark === undefined) throw new Error(`no note says: ${message}`);
  expect(document).toContain(`${mark} \`${code}\``);
  return mark;
}

describe("docs/users.md shows as the code has it", () => {
  it("the beginning of a user", () => {
    const rows = (Object.keys(creation) as Creation[]).map((way) => `| ${way} | ${creation[way]} |`);
    expect(document).toContain(["| beginning | status |", "| --- | --- |", ...rows].join("\n"));
  });

  it("the life of a user", () => {
    const rows = (Object.keys(lifecycle) as LifecycleEvent[]).map((event): Row => [event, lifecycle[event]]);
    expect(document).toContain(tableOf("event", rows));
  });

  it("what a sign-in comes to", () => {
    const rows = (Object.keys(signIns) as SignInCase[]).map((when): Row => [when, signIns[when]]);
    expect(document).toContain(tableOf("right password", rows));
  });
});

describe("docs/users.md tells of hashes from another system", () => {
  const section = /^### From another system$(.*?)^## /ms.exec(document)?.[1] ?? "";
  const hasher = createPasswordHasher({}, systemRuntime.random, 2);

  it("what examples/from-another-system.ts does, word for word", () => {
    const example = readFileSync(new URL("../examples/from-another-system.ts", import.meta.url), "utf8");
    const block = /^```ts\n(.*?)^```$/ms.exec(section)?.[1] ?? "";
    expect(block).toContain("pool.users.import(");
    expect(example).toContain(block);
  });

  it("hashes that are taken, and are had by the password of the table", async () => {
    const hashes = [...section.matchAll(/^\| [^|]+ \| `(\$[^`]+)` \|/gm)].map(([, hash = ""]) => hash);
    expect(hashes).toHaveLength(5);
    for (const hash of hashes) {
      expect(constraintOn(hash)).toBeUndefined();
      expect(await hasher.verify(hash, "Correct horse 7!")).toBe(true);
    }
  });
});
