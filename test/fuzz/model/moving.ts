import { noUser, type Outcome } from "./answers.ts";
import type { Model } from "./state.ts";

/** Somebody is exported, deleted, and imported again: the same person, without sessions, codes and counters. */
export function comeBack(model: Model, name: string): Outcome {
  const gone = model.find(name);
  if (gone === undefined) return noUser;
  const { name: _, id: __, addresses, groups, codes: ___, epoch: ____, ...rest } = gone;
  const back = Object.assign(model.add(gone.name), rest);
  Object.assign(back.addresses, addresses);
  for (const group of groups) if ([...model.groups.values()].includes(group)) back.groups.add(group);
  for (const [identity, linked] of model.links) if (linked === gone) model.links.set(identity, back);
  return "done";
}
