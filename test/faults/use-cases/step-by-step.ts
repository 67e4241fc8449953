import type { AppClient } from "rockpool";
import type { TriggerRecorder } from "rockpool/testing";
import { expect } from "vitest";
import { ada, named, type UseCase, type World } from "../world.ts";
import { callingOnce, withTriggers } from "./triggers.ts";

interface InSteps extends Required<Pick<UseCase, "before" | "act">> {
  /** That all of it has happened. */
  readonly see: (world: World, given: never) => Promise<void>;
}

interface SentCode {
  readonly client: AppClient;
  readonly confirmationCode: string;
}

/** What is more than one plan, each of which is whole. */
export const stepByStep: Readonly<Record<string, InSteps>> = {
  "PoolUsers.import": {
    before: async (world) => {
      const elsewhere = await world.rockpool.ensureUserPool({ poolName: "elsewhere" });
      await elsewhere.jwks();
      const records = [];
      for (const groupName of ["staff", "admins"]) {
        await elsewhere.groups.create({ groupName });
        await world.pool.groups.create({ groupName });
      }
      for (const username of ["ada", "bob"]) {
        await elsewhere.users.create({ username, messageAction: "SUPPRESS" });
        await elsewhere.users.setPassword({ ...named, username, permanent: true });
        for (const groupName of ["staff", "admins"]) await elsewhere.groups.addUser({ groupName, username });
      }
      for await (const record of elsewhere.users.export()) records.push(record);
      return records;
    },
    act: (world, records) => world.pool.users.import(records),
    see: async (world) => {
      for (const username of ["ada", "bob"]) {
        expect(await world.client.signIn({ ...named, username })).toMatchObject({ outcome: "signedIn" });
        expect((await world.pool.groups.ofUser(username)).groups).toHaveLength(2);
      }
      expect(await world.recorded.records("users")).toHaveLength(4);
    },
  },
  "AppClient.signIn, of who comes by UserMigration": {
    before: withTriggers,
    act: ({ client }, recorder: TriggerRecorder) => callingOnce(recorder, () => client.signIn(named)),
    see: async ({ client, recorded }) => {
      expect(await recorded.records("users")).toHaveLength(1);
      await expect(client.signIn({ ...named, password: "wrong" })).rejects.toMatchObject({ code: "NotAuthorizedException" });
    },
  },
  "Rockpool.restoreDone": {
    before: async (world) => {
      const another = await world.rockpool.ensureUserPool({ poolName: "another", autoVerifiedAttributes: ["email"] });
      await another.jwks();
      const codes = [];
      for (const client of [world.client, await another.clients.ensure({ clientName: "web" })]) {
        await client.signUp(ada);
        codes.push({ client, confirmationCode: world.outbox.lastCode() });
      }
      return codes;
    },
    act: ({ rockpool }) => rockpool.restoreDone(),
    see: async (_, codes: readonly SentCode[]) => {
      for (const { client, confirmationCode } of codes) {
        const confirmed = client.confirmSignUp({ username: "ada", confirmationCode });
        await expect(confirmed).rejects.toMatchObject({ code: "CodeMismatchException" });
      }
    },
  },
  "Rockpool.maintain": {
    before: async (world) => {
      await world.signedIn(ada);
      await world.pool.users.delete("ada");
      world.clock.advance({ days: 60 });
    },
    act: async ({ rockpool }) => expect(await rockpool.maintain()).toMatchObject({ finished: true }),
    see: async ({ recorded }) => {
      for (const table of ["families", "attempts", "codes", "users"]) expect(await recorded.records(table)).toEqual([]);
    },
  },
};
