import type { CommitResult, Plan } from "../contract.ts";
import type { CheckedEntry } from "../limits.ts";
import type { Bound } from "../sql/table-sql.ts";
import { isPassing, pause, unavailable } from "./failures.ts";
import { type Connection, type PostgresPool, type Timeouts, withConnection } from "./pool.ts";

/** A transaction that waits for this process so long is ended by the server: others wait for its rows. */
const IDLE_TRANSACTION_MS = 5_000;
/** How long the fate of a transaction is asked for: longer than the server waits for a client that is gone. */
const MAX_ASKING_MS = 15_000;

/** An entry and the statement that does it. */
export interface Work {
  readonly entry: CheckedEntry;
  readonly statement: Bound;
  /** Reads the version of what the entry names. */
  readonly version: Bound;
}

export interface CommitTools {
  readonly pool: PostgresPool;
  readonly timeouts: Timeouts;
}

/**
 * One try of a plan, in one transaction at READ COMMITTED. Rows are locked in one order everywhere, so no two plans ever wait
 * for each other in a circle; each statement changes, or locks, one row when its precondition holds and none when it does not.
 *
 * @throws what failed before COMMIT was sent: nothing was done, and it may be tried again.
 * @throws `StorageUnavailableException`, outcome `unknown`.
 */
export async function tryCommit(tools: CommitTools, plan: Plan, works: readonly Work[]): Promise<CommitResult> {
  let xid: string | undefined;
  let isSent = false;
  try {
    return await withConnection(tools.pool, tools.timeouts, async (connection) => {
      await connection.query(begin(tools.timeouts));
      const failed: CheckedEntry[] = [];
      for (const { entry, statement } of inLockingOrder(works)) {
        const { rows } = await connection.query(statement.sql, statement.values);
        if (rows.length !== 1) failed.push(entry);
        // A check answers with a mark of its own.
        if (entry.kind !== "check" && rows[0] !== undefined) xid ??= String(rows[0][0]);
      }
      if (failed.length > 0) return await conflict(connection, plan, failed);
      isSent = true;
      const { command } = await connection.query("COMMIT");
      if (command !== "COMMIT") throw new Error("the transaction was over before COMMIT");
      return { outcome: "committed" };
    });
  } catch (error) {
    if (!isSent || xid === undefined) throw error;
    const fate = await fateOf(tools, xid, plan, works);
    if (fate === "committed") return { outcome: "committed" };
    if (fate === "aborted") throw error;
    throw unavailable("unknown", "The connection was lost at COMMIT, and whether it was done could not be found out.", error);
  }
}

/** One message, and so one way to the server and back. */
function begin({ statementTimeoutMs }: Timeouts): string {
  return [
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
    `SET LOCAL statement_timeout = ${statementTimeoutMs}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TRANSACTION_MS}`,
    // Acknowledged is on disk, also where the role's default is off; one that waits for standbys as well stays.
    "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'",
  ].join("; ");
}

function inLockingOrder(works: readonly Work[]): readonly Work[] {
  const named = works.map((work) => ({ work, name: JSON.stringify([work.entry.table, ...work.entry.key]) }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ work }) => work);
}

async function conflict(connection: Connection, { entries }: Plan, failed: readonly CheckedEntry[]): Promise<CommitResult> {
  await connection.query("ROLLBACK");
  const isFirst = ({ table, key }: { readonly table: string; readonly key: readonly string[] }): boolean =>
    failed.some((entry) => entry.table === table && entry.key.join("\0") === key.join("\0"));
  const first = entries.find(isFirst);
  if (first === undefined) throw new Error("what failed was in the plan");
  return { outcome: "conflict", table: first.table, key: first.key };
}

type Fate = "committed" | "aborted" | "unknown";

/** What became of a transaction whose COMMIT was sent and not answered. */
async function fateOf({ pool, timeouts }: CommitTools, xid: string, plan: Plan, works: readonly Work[]): Promise<Fate> {
  const start = performance.now();
  for (let longest = 20; performance.now() - start < MAX_ASKING_MS; longest = Math.min(longest * 2, 500)) {
    try {
      const fate = await withConnection(pool, timeouts, async (connection) => {
        const status = await statusOf(connection, xid);
        return status === "committed" ? traceOf(connection, plan, works) : status;
      });
      if (fate !== "in progress") return fate;
    } catch (error) {
      if (!isPassing(error) && !isUnavailable(error)) return "unknown";
    }
    await pause(longest);
  }
  return "unknown";
}

/** `invalid_parameter_value`: the number was never given. */
const IN_THE_FUTURE = "22023";

async function statusOf(connection: Connection, xid: string): Promise<Fate | "in progress"> {
  try {
    const { rows } = await connection.query("SELECT pg_xact_status(?::xid8)", [xid]);
    const status = rows[0]?.[0];
    // Not there: forgotten, because it is so long ago.
    return status === "committed" || status === "aborted" || status === "in progress" ? status : "unknown";
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === IN_THE_FUTURE)) throw error;
    // The number went with a crash, before anything of the transaction was on disk. A standby may hear of it yet.
    const { rows } = await connection.query("SELECT pg_is_in_recovery()::text");
    return rows[0]?.[0] === "false" ? "aborted" : "unknown";
  }
}

/**
 * Whether it is this plan whose number says committed. A number that went with a crash, or with a server from which another took
 * over, is given again, to a plan of somebody else.
 */
async function traceOf(connection: Connection, plan: Plan, works: readonly Work[]): Promise<Fate> {
  const puts = works.filter(({ entry }) => entry.kind === "put");
  if (puts.length === 0) return "committed";
  for (const { entry, version } of puts) {
    const { rows } = await connection.query(version.sql, version.values);
    const found = rows[0]?.[0];
    if (found === plan.id) return "committed";
    // Versions never come back: what it was to change is as it was.
    if (entry.kind === "put" && entry.expect !== "absent" && found === entry.expect.version) return "aborted";
  }
  // Nothing of it is to be seen: it was not done, or undone by others since.
  return "unknown";
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Error && error.name === "StorageUnavailableException";
}
