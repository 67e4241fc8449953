import { RockpoolError } from "./errors.ts";

/**
 * A package that is an optional peer, loaded where it is first needed.
 *
 * @param needer What does not go without it, as a message begins.
 * @throws `MissingPeerException` when `load` fails.
 */
export async function optionalPeer<T>(needer: string, packageName: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const message = `${needer} needs the package ${packageName}. Run: npm install ${packageName}`;
    throw new RockpoolError("MissingPeerException", message, { packageName }, { cause });
  }
}
