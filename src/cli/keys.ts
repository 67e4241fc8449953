import { access } from "node:fs/promises";
import { keyFile } from "../seal/key-file.ts";
import { generateMasterKey } from "../seal/master-key.ts";
import type { Values } from "./arguments.ts";
import { print } from "./terminal.ts";

/** `rockpool key`. @throws `MasterKeyException` */
export async function makeKey({ file }: Values): Promise<number> {
  if (file === undefined) {
    await print(generateMasterKey());
    return 0;
  }
  const wasThere = await access(file).then(
    () => true,
    () => false,
  );
  await keyFile(file).load({ storageIsNew: true });
  await print(wasThere ? `${file} is there already, and stays.` : `${file} holds a new master key.`);
  return 0;
}
