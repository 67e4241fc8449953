import type { StorageAdapter } from "rockpool/storage";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { codeOf, type HoldingStorage, holdingStorage } from "../stand-ins.ts";

export const limit = "LimitExceededException";
const password = "Correct horse 7!";
const passwordPolicy = { passwordHistorySize: 2 };

/** Something that a secret opens, and that may be tried so often an hour. */
interface Guarded {
  readonly budget: number;
  /** What a wrong secret is answered with. */
  readonly wrong: string;
  readonly right: string;
  /** Is written by who has the right secret, and by nobody else. */
  readonly prize: string;
  present(secret: string): Promise<unknown>;
  /** With a new password that was used before: the secret is right, and ends nothing. */
  readonly presentInVain?: () => Promise<unknown>;
}

const guards: Readonly<Record<string, (world: TestPool) => Promise<Guarded>>> = {
  async confirmSignUp({ client, outbox }) {
    await client.signUp({ username: "ada", password, attributes: { email: "ada@example.com" } });
    return {
      budget: 15,
      wrong: "CodeMismatchException",
      right: outbox.lastCode(),
      prize: "users",
      present: (confirmationCode) => client.confirmSignUp({ username: "ada", confirmationCode }),
    };
  },
  async confirmForgotPassword({ client, outbox, signedIn }) {
    await signedIn({ username: "ada", password });
    await client.forgotPassword({ username: "ada" });
    const confirm = (confirmationCode: string, chosen: string) =>
      client.confirmForgotPassword({ username: "ada", confirmationCode, password: chosen });
    return {
      budget: 15,
      wrong: "CodeMismatchException",
      right: outbox.lastCode(),
      prize: "credentials",
      present: (code) => confirm(code, "Another horse 8!"),
      presentInVain: () => confirm(outbox.lastCode(), password),
    };
  },
  async verifyUserAttribute({ client, outbox, signedIn }) {
    const { tokens } = await signedIn({ username: "ada", password });
    const user = await client.user(tokens.accessToken);
    await user.attributes.update({ email: "new@example.com" });
    return {
      budget: 15,
      wrong: "CodeMismatchException",
      right: outbox.lastCode(),
      prize: "users",
      present: (code) => user.attributes.verify({ attributeName: "email", code }),
    };
  },
  async changePassword({ client, signedIn }) {
    const { tokens } = await signedIn({ username: "ada", password });
    const user = await client.user(tokens.accessToken);
    const change = (previousPassword: string, proposedPassword: string) =>
      user.changePassword({ previousPassword, proposedPassword });
    return {
      budget: 5,
      wrong: "NotAuthorizedException",
      right: password,
      prize: "credentials",
      present: (previous) => change(previous, "Another horse 8!"),
      presentInVain: () => change(password, password),
    };
  },
};
export const names = Object.keys(guards);

export async function guarded(name: string, storage: StorageAdapter): Promise<Guarded> {
  const guard = guards[name];
  if (guard === undefined) throw new Error(`nothing is guarded by ${name}`);
  return guard(await testPool({ storage, passwordPolicy }));
}

/** Wrong secrets, all different. */
function wrongOnes({ right }: Guarded, many: number): readonly string[] {
  const all = Array.from({ length: many + 1 }, (_, n) => String(n).padStart(6, "0"));
  return all.filter((secret) => secret !== right).slice(0, many);
}

/** @param made What the storage becomes. */
export function describeBursts(on: string, made: (inner: StorageAdapter) => StorageAdapter): void {
  const bursts = names.flatMap((name) => [50, 200].map((many) => ({ name, many })));

  // attack 9: a burst of guesses cannot exceed the budget, also when the right one is among them
  describe.each(bursts)(`$many different tries at once of $name, on ${on}`, ({ name, many }) => {
    it("get no more verdicts than the budget, and one of them wins at most", async () => {
      const guard = await guarded(name, made(holdingStorage()));
      const secrets = [...wrongOnes(guard, many - 1)];
      secrets.splice(many / 2, 0, guard.right);
      const answers: string[] = [];
      const present = async (secret: string) => answers.push(await guard.present(secret).then(() => "done", codeOf));
      await Promise.all(secrets.map(present));
      const [wins = many, ...more] = [...answers.keys()].filter((at) => answers[at] === "done");
      expect(more).toEqual([]);
      // Behind the winner there is nothing left to guess: whose password is replaced meanwhile is told so, unjudged.
      expect(answers.slice(0, wins).filter((answer) => answer === guard.wrong).length).toBeLessThanOrEqual(guard.budget);
      const others = answers.filter((answer) => answer !== "done" && answer !== guard.wrong);
      for (const answer of others) expect([limit, "TooManyRequestsException"]).toContain(answer);
    });

    it("do not let the right one by, when the others have used up the budget before it is stored", async () => {
      const storage = holdingStorage();
      const guard = await guarded(name, made(storage));
      expect(await afterTheOthers(storage, guard, many, () => guard.present(guard.right), guard.prize)).toBe(limit);
    });
  });
}

/** What is answered to somebody whose plan waits while others try in vain, at once and then one after the other. */
export async function afterTheOthers(
  storage: HoldingStorage,
  guard: Guarded,
  many: number,
  call: () => Promise<unknown>,
  table: string,
): Promise<string> {
  const held = storage.holdNextCommit(table);
  const answer = call().then(() => "done", codeOf);
  await Promise.race([held.reached, answer]);
  await Promise.all(wrongOnes(guard, many).map((secret) => guard.present(secret).catch(codeOf)));
  for (let n = 0; n < guard.budget; n += 1) await guard.present(`wrong ${n}`).catch(codeOf);
  held.release();
  return answer;
}
