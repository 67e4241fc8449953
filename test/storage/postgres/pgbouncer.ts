import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import pg from "pg";
import { unprivilegedUser } from "../../storages/postgres-server.ts";

/** Where Debian has it, for those whose PATH does not say. */
const places = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];

/** The program that is installed, if it is. */
export const pgBouncer: string | undefined = places.map((place) => join(place, "pgbouncer")).find((path) => existsSync(path));

export interface PgBouncer {
  readonly connectionString: string;
  /** Of its console: SHOW POOLS and the like. */
  readonly adminConnectionString: string;
  /** Ends it, and leaves nothing behind. */
  remove(): Promise<void>;
}

/** Starts one in front of a server, with a socket in a folder of its own and no port. It refuses to run as root, as PostgreSQL does. */
export async function startPgBouncer(
  program: string,
  serverConnectionString: string,
  settings: Readonly<Record<string, string>>,
): Promise<PgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), "rp-pgb-"));
  const given = {
    listen_addr: "",
    listen_port: "5432", // names the socket
    unix_socket_dir: folder,
    auth_type: "trust",
    auth_file: join(folder, "users"),
    admin_users: "postgres",
    ...settings,
  };
  const lines = Object.entries(given).map(([name, value]) => `${name} = ${value}`);
  const host = new URL(serverConnectionString).searchParams.get("host");
  await writeFile(join(folder, "pgbouncer.ini"), `[databases]\n* = host=${host}\n[pgbouncer]\n${lines.join("\n")}\n`);
  await writeFile(join(folder, "users"), '"postgres" ""\n');
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  if (user !== undefined) await chown(folder, user.uid, user.gid);

  const bouncer = spawn(program, [join(folder, "pgbouncer.ini")], { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  bouncer.stderr.on("data", (bytes) => {
    complaints += bytes;
  });
  const exited = new Promise((resolve) => bouncer.once("exit", resolve).once("error", resolve));
  const remove = async (): Promise<void> => {
    bouncer.kill("SIGTERM");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const to = (database: string): string => `postgresql://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
  for (let tries = 0; !(await answers(to("pgbouncer"))); tries += 1) {
    if (bouncer.exitCode === null && bouncer.pid !== undefined && tries < 100) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    await remove();
    throw new Error(`PgBouncer did not start:\n${complaints}`);
  }
  return { connectionString: to("postgres"), adminConnectionString: to("pgbouncer"), remove };
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
