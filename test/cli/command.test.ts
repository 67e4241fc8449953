import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { readArguments, UsageError } from "../../src/cli/arguments.ts";
import { command, rockpool, temporaryFolder } from "./command.ts";

const storage = ["--storage", "sqlite:users.db"];

/** @returns What is wrong, and with which command. */
function complaint(args: readonly string[]): readonly [message: string, command: string | undefined] {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof UsageError) return [error.message, error.command];
  }
  throw new Error("it was taken");
}

describe("rockpool", () => {
  it.each([
    [[], "Which command?", undefined],
    [["serve"], "There is no command serve.", undefined],
    [["--port"], "There is no option --port.", undefined],
    [["dev", "--prot", "1"], "Unknown option '--prot'.", "dev"],
    [["dev", "--port"], "Option '--port <value>' argument missing.", "dev"],
    [["dev", "--port", "--host"], "Option '--port' argument is ambiguous.", "dev"],
    [["dev", "here"], "here is one argument too many.", "dev"],
    [["key", "--file=a", "b"], "b is one argument too many.", "key"],
    [["export", ...storage], "--pool is missing.", "export"],
    [["import", ...storage, "--pool", "p", "a", "b"], "b is one argument too many.", "import"],
  ])("%j is refused: %s", (args, message, command) => {
    expect(complaint(args)).toEqual([message, command]);
  });

  it("tells a wrong value from the others by exit code 2, and says what it must be", async () => {
    const wrong: readonly (readonly [args: readonly string[], told: string])[] = [
      [["dev", "--port", "70000"], "--port must be 0 to 65535."],
      [
        ["dev", "--trusted-origins", "http://localhost:8080,http://localhost:9000/"],
        "--trusted-origins must be origins with commas between, as http://localhost:8080.",
      ],
      [["dev", "--issuer", "ftp://id.example.com"], "--issuer must be an http or https URL without query and fragment."],
      [["dev", "--storage", "mysql://here"], "--storage must be memory, sqlite:PATH or postgres://…."],
      [["export", "--storage", "memory", "--pool", "p"], "--storage must be sqlite:PATH or postgres://…."],
    ];
    for (const [args, told] of wrong) {
      const complaint = `rockpool: ${told} See rockpool ${args[0]} --help\n`;
      expect(await command(...args)).toEqual({ code: 2, stdout: "", stderr: complaint });
    }
  });

  it("tells its version, and its commands", async () => {
    expect(await rockpool(["--version"])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: "" });
    const help = await command("--help");
    expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rockpool COMMAND/) });
    for (const name of ["dev", "key", "export", "import"]) expect(help.stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    const ofDev = await command("dev", "-h");
    expect(ofDev).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rockpool dev \[--port N\] /) });
    expect(ofDev.stdout).toMatch(/^ {2}--port N .*9229/m);
  });
});

describe("rockpool key", () => {
  it("prints a master key, or puts one where there is none", async () => {
    const file = join(await temporaryFolder(), "auth.key");
    expect(await command("key")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rpmk_[\w-]{43}\n$/) });
    expect(await command("key", "--file", file)).toEqual({ code: 0, stdout: `${file} holds a new master key.\n`, stderr: "" });
    const key = await readFile(file, "utf8");
    expect(key).toMatch(/^rpmk_[\w-]{43}\n$/);
    if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o600);

    expect(await command("key", "--file", file)).toEqual({
      code: 0,
      stdout: `${file} is there already, and stays.\n`,
      stderr: "",
    });
    expect(await readFile(file, "utf8")).toBe(key);
  });
});
