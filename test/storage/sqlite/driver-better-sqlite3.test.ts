import { describe, expect, it } from "vitest";
import { type Loader, openBetterSqlite3 } from "../../../src/storage/sqlite/driver-better-sqlite3.ts";

const refused = (loader: Loader): Promise<unknown> => openBetterSqlite3(":memory:", loader).catch((error: unknown) => error);
const load: Loader["load"] = async () => {
  throw new Error("Cannot find package 'better-sqlite3'");
};

describe("better-sqlite3", () => {
  it("that is not installed is an error that says what to install", async () => {
    const version = (): string => {
      throw new Error("Cannot find module 'better-sqlite3/package.json'");
    };
    expect(await refused({ version, load })).toMatchObject({
      code: "MissingPeerException",
      message: expect.stringContaining("npm install better-sqlite3"),
      details: { packageName: "better-sqlite3" },
    });
  });

  it("that was built for another Node is the same error, with its cause", async () => {
    const error = await refused({ version: () => "12.11.1", load });
    expect(error).toMatchObject({ code: "MissingPeerException", cause: expect.any(Error) });
  });

  it("of version 13 is not loaded by a Node on which it would end the process", async () => {
    const loaded: string[] = [];
    const error = await refused({
      version: () => "13.2.0",
      load: async () => {
        loaded.push("13");
        throw new Error("loaded");
      },
    });
    const isOldNode = Number(process.versions["napi"]) < 10;
    expect(loaded).toEqual(isOldNode ? [] : ["13"]);
    expect(error).toMatchObject({
      code: "MissingPeerException",
      message: expect.stringContaining(
        isOldNode ? "needs Node 22.14 or newer. Run: npm install better-sqlite3@12" : "npm install",
      ),
    });
  });
});
