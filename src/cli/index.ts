export { type ConfiguredUser, type ConfiguredUserPool, defineConfig, type RockpoolConfig } from "./config.ts";
