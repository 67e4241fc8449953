export {
  type ConfiguredIdentityPool,
  type ConfiguredLogin,
  type ConfiguredUser,
  type ConfiguredUserPool,
  defineConfig,
  type RockpoolConfig,
} from "./config.ts";
