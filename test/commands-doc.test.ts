import { expect, it } from "vitest";
import { commandsDoc } from "./tooling/commands-doc.ts";

it("docs/commands.md says what the command takes (npx vitest run test/commands-doc -u writes it)", async () => {
  await expect(commandsDoc()).toMatchFileSnapshot("../docs/commands.md");
});
