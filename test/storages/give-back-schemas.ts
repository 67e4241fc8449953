import { afterAll, afterEach, beforeEach } from "vitest";
import { giveBackSince, schemasInUse } from "./reused-schemas.ts";

// A setup file of the project `postgres`. These hooks are the first to be named, so the tests' own come before them at the end.
const beforeFile = schemasInUse();
let beforeTest = beforeFile;

beforeEach(() => {
  beforeTest = schemasInUse();
});
afterEach(() => giveBackSince(beforeTest));
afterAll(() => giveBackSince(beforeFile));
