import { availableParallelism } from "node:os";
import { Background } from "./background.ts";
import type { IdentityPoolServices } from "./identity-pool/context.ts";
import { IdentityKeysets } from "./identity-pool/keysets.ts";
import { createKeys } from "./keys/create-keys.ts";
import { loginVerifier } from "./login-verifier.ts";
import { GuardedFetch } from "./oidc/guarded-fetch.ts";
import { Issuers } from "./oidc/issuers.ts";
import { openIdLogins } from "./open-id-logins.ts";
import type { CheckedOptions } from "./rockpool-options.ts";
import type { Store } from "./storage/store.ts";
import { createKeyMaker } from "./tokens/key-maker.ts";
import type { KeysByUse } from "./tokens/keyset.table.ts";
import { parseKeyset } from "./tokens/keyset.ts";
import type { Signer } from "./tokens/signer.ts";
import { openTracing } from "./tracing.ts";
import { TriggerRegistry } from "./triggers/registry.ts";
import { EventBus } from "./user-pool/events/event-bus.ts";
import { GroupCache } from "./user-pool/group-cache.ts";
import { keyOwner } from "./user-pool/key-owner.ts";
import { type PoolServices, poolContext } from "./user-pool/services.ts";
import { SettingsCache } from "./user-pool/settings-cache.ts";
import { createPasswordHasher } from "./user-pool/users/password-hasher.ts";

/** All that the pools of one `Rockpool` work with. */
export interface Composition {
  readonly services: PoolServices;
  readonly identityServices: IdentityPoolServices;
  readonly background: Background;
  readonly issuers: Issuers;
}

type Options = Omit<CheckedOptions, "storage" | "masterKey" | "runtime" | "signer">;

/** Puts together what both kinds of pools are made of, on a storage that is open. */
export async function compose(store: Store, signer: Signer | null, options: Options): Promise<Composition> {
  const { delivery, warn, keySource, credentialIssuer, ...settings } = options;
  const { runtime } = store;
  const parsed = (keys: KeysByUse) => parseKeyset(keys, signer);
  const cache = new SettingsCache(store, settings.settingsMaxAgeSeconds * 1000, parsed);
  const background = new Background();
  const services: PoolServices = {
    store,
    settings: cache,
    groups: new GroupCache(store, settings.settingsMaxAgeSeconds * 1000),
    hasher: createPasswordHasher(settings.passwordHashing, runtime.random, availableParallelism() + 1),
    delivery,
    events: new EventBus(warn),
    trace: await openTracing(),
    triggers: new TriggerRegistry(settings.functions, warn),
    triggerTimeoutMs: settings.triggerTimeoutMs,
    behind: (work) => background.run(work),
    baseUrl: settings.baseUrl,
    keyMaker: createKeyMaker(keySource, signer),
    firstKeyset: (poolId) =>
      background.once(poolId, async () => {
        const keys = await createKeys(keyOwner(await poolContext(services, poolId)));
        cache.forget(poolId);
        return parsed(keys);
      }),
  };
  const { trace, keyMaker, baseUrl } = services;
  const keysets = new IdentityKeysets({ store, parseKeyset: parsed, once: (name, work) => background.once(name, work) });
  const { trustedOrigins, socialIssuers } = settings.openIdConnect;
  const issuers = new Issuers(new GuardedFetch(trustedOrigins), runtime.clock);
  const logins = loginVerifier(services, openIdLogins(issuers, runtime.clock, socialIssuers));
  const identityServices = { store, logins, trace, baseUrl, keyMaker, keysets, credentialIssuer };
  return { services, identityServices, background, issuers };
}
