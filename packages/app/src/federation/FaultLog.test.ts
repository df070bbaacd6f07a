import { expect, it, vi } from "vitest";
import { FaultLog, type RemoteFault } from "./FaultLog.ts";

const fault: RemoteFault = {
  packageName: "@acme/plugin",
  code: "APP_REMOTE_TIMEOUT",
  message: "slow",
  hint: "reload",
};

it("tells listeners of new faults only, and gives the same snapshot in between", () => {
  const log = new FaultLog();
  const listener = vi.fn();
  const unsubscribe = log.subscribe(listener);
  log.add([fault]);
  const snapshot = log.snapshot();
  log.add([{ ...fault }]);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(log.snapshot()).toBe(snapshot);
  unsubscribe();
  log.add([{ ...fault, message: "slower" }]);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(log.snapshot()).toHaveLength(2);
});

it("drops faults that don't hold any more", () => {
  const log = new FaultLog();
  log.add([fault, { ...fault, packageName: "@acme/other" }]);
  const listener = vi.fn();
  log.subscribe(listener);
  log.keep(({ packageName }) => packageName === fault.packageName);
  log.keep(() => true);
  expect(log.snapshot()).toEqual([fault]);
  expect(listener).toHaveBeenCalledTimes(1);
});
