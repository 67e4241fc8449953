import { expect, it } from "vitest";
import { settingsDoc } from "./tooling/settings-doc.ts";

it("docs/settings.md says of every setting what the sources say (npx vitest run test/settings-doc -u writes it)", async () => {
  await expect(settingsDoc()).toMatchFileSnapshot("../docs/settings.md");
});
