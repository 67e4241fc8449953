export { type CountingStorage, countingStorage, type StorageCounts } from "./counting-storage.ts";
export { type FaultyStorage, faultyStorage, type HeldCall } from "./faulty-storage.ts";
export { fixedTestKeys } from "./fixed-keys.ts";
export { type ForgedToken, type ForgedTokenOptions, type Forgery, forgeries } from "./forged-token.ts";
export { type Duration, type Instant, type ManualClock, manualClock } from "./manual-clock.ts";
export { type Outbox, outbox, type WaitForOptions } from "./outbox.ts";
export { type TestPool, type TestPoolOptions, type TestSignIn, type TestUser, testPool } from "./test-pool.ts";
export { type RecordedCall, type TriggerRecorder, triggerRecorder } from "./trigger-recorder.ts";
