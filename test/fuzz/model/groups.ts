import { groupExists, noGroup, type Outcome } from "./answers.ts";
import type { Model } from "./state.ts";

export function createGroup({ groups }: Model, groupName: string): Outcome {
  if (groups.has(groupName)) return groupExists;
  groups.set(groupName, {});
  return "done";
}

/** Its members are in none, also when there is another one of the name. */
export function deleteGroup({ groups }: Model, groupName: string): Outcome {
  return groups.delete(groupName) ? "done" : noGroup;
}

export function setGroup(model: Model, name: string, groupName: string, isIn: boolean): Outcome {
  return model.change(name, (person) => {
    const group = model.groups.get(groupName);
    if (group === undefined) return noGroup;
    if (isIn) person.groups.add(group);
    else person.groups.delete(group);
    return "done";
  });
}
