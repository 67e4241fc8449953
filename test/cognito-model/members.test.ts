import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { frozenAppClientSettings } from "../../src/user-pool/app-clients/client-options.ts";
import { frozenUserPoolSettings } from "../../src/user-pool/settings/pool-options.ts";
import { type Members, modelMembers, ofClients, ofGroups, ofUserPools, onlyOurs } from "./members.ts";

/** What a setting is called, by the names of its members; an attribute by `*`. */
function pathsOf(settings: object, parent = ""): readonly string[] {
  return Object.entries(settings).flatMap(([member, value]) => {
    const path = `${parent}${parent === "schema." ? "*" : member}`;
    const isNested = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
    return isNested ? [path, ...pathsOf(value, `${path}.`)] : [path];
  });
}

const stands = (member: string, path: string): boolean => path === member || /^(\.|\[\])/.test(path.slice(member.length));
const covers = (member: string, path: string): boolean => path.startsWith(member) && stands(member, path);
const isOurs = (members: Members, path: string): boolean =>
  Object.values(members).some((place) => typeof place === "string" && covers(place, path));

async function settings() {
  const { pool, client } = await testPool();
  const group = await pool.groups.create({ groupName: "staff" });
  const { creationDate: _, lastModifiedDate: __, ...ofGroup } = group;
  return { pool: await pool.settings.get(), client: await client.settings(), group: ofGroup };
}

const requests = [
  ["CreateUserPoolRequest", ofUserPools],
  ["UpdateUserPoolRequest", ofUserPools],
  ["CreateUserPoolClientRequest", ofClients],
  ["UpdateUserPoolClientRequest", ofClients],
  ["CreateGroupRequest", ofGroups],
  ["UpdateGroupRequest", ofGroups],
] as const;

describe("every member of Cognito's requests is a setting, or docs/settings.md says why it is none", () => {
  it.each(requests)("%s", (request, members) => {
    const missing = (modelMembers[request] ?? []).filter((path) => !Object.keys(members).some((member) => covers(member, path)));
    expect(missing).toEqual([]);
  });

  it.each([
    ["user pools", ofUserPools, ["CreateUserPoolRequest", "UpdateUserPoolRequest"]],
    ["clients", ofClients, ["CreateUserPoolClientRequest", "UpdateUserPoolClientRequest"]],
    ["groups", ofGroups, ["CreateGroupRequest", "UpdateGroupRequest"]],
  ] as const)("and none of %s is made up", (_, members, names) => {
    const all = names.flatMap((name) => modelMembers[name] ?? []);
    expect(Object.keys(members).filter((member) => !all.some((path) => covers(member, path)))).toEqual([]);
  });
});

describe("every setting is a member of Cognito's, or one of ours that is known", () => {
  it.each([
    ["pool", ofUserPools],
    ["client", ofClients],
    ["group", ofGroups],
  ] as const)("of a %s", async (kind, members) => {
    const paths = pathsOf((await settings())[kind]);
    const leaves = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)));
    const unknown = new Set(leaves.filter((path) => !isOurs(members, path) && !onlyOurs.includes(path)));
    expect([...unknown]).toEqual([]);
    const places = Object.values(members).filter((place) => typeof place === "string");
    expect(places.filter((place) => !paths.includes(place))).toEqual([]);
  });

  it.each(onlyOurs)("%s is there, and Cognito has no such member", async (path) => {
    const { pool, client } = await settings();
    expect([...pathsOf(pool), ...pathsOf(client)]).toContain(path);
    expect([...Object.values(ofUserPools), ...Object.values(ofClients)]).not.toContain(path);
  });
});

describe("what Cognito takes at creation only is fixed, and nothing else", () => {
  /** The settings that a request can write, by the first part of their path. */
  const written = (request: string, members: Members): ReadonlySet<string> =>
    new Set(
      Object.entries(members).flatMap(([member, place]) => {
        const isTaken = (modelMembers[request] ?? []).some((path) => covers(member, path));
        return isTaken && typeof place === "string" ? [place.replace(/\..*$/, "")] : [];
      }),
    );

  it.each([
    ["a user pool", ofUserPools, "CreateUserPoolRequest", "UpdateUserPoolRequest", frozenUserPoolSettings],
    ["a client", ofClients, "CreateUserPoolClientRequest", "UpdateUserPoolClientRequest", frozenAppClientSettings],
  ] as const)("of %s", (_, members, create, update, frozen) => {
    const later = written(update, members);
    const once = [...written(create, members)].filter((setting) => !later.has(setting));
    expect(once.toSorted()).toEqual([...frozen].toSorted());
  });
});
