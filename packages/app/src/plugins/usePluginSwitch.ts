import type { Access, Job, ManagedPlugin, Problem } from "@flyloft/management";
import { useState } from "react";
import { isFinished } from "../management/followJob.ts";
import { useManagement } from "../management/Management.tsx";
import { asksPermissions } from "../management/PermissionChoice.tsx";
import { useJob } from "../management/useJob.ts";
import { useOrder } from "../management/useOrder.ts";

export interface PluginSwitch {
  /** Users who may not switch plugins see no switch. */
  readonly isShown: boolean;
  /** As it is, or as it is about to be. */
  readonly isOn: boolean;
  readonly isBusy: boolean;
  /** Why it can't be switched. */
  readonly reason: string | undefined;
  /** What is done to the plugin now. */
  readonly job: Job | undefined;
  /** Why the newest switching failed. */
  readonly problem: Problem | undefined;
  /** The user has to decide about permissions first. */
  readonly isAsking: boolean;
  readonly toggle: () => void;
  /** The user decided: the job that enables it, or nothing. */
  readonly answer: (job?: Job) => void;
}

interface Ordered {
  /** Of the job; undefined until the portal took the order. */
  readonly id: string | undefined;
  readonly isOn: boolean;
  /** The plugin's state when it was ordered. */
  readonly from: string;
}

/** Enables and disables a plugin, and tells at every moment what holds. `running` is a change that others began. */
export function usePluginSwitch(
  plugin: ManagedPlugin,
  running: Job | undefined,
  onChanged: () => void,
): PluginSwitch {
  const { access } = useManagement();
  const { send, isSending, problem: refusal, forget } = useOrder();
  const [ordered, setOrdered] = useState<Ordered>();
  const [isAsking, setAsking] = useState(false);
  const { job } = useJob(ordered?.id ?? running?.id, onChanged);
  const { state } = plugin.status;
  const underWay = job && !isFinished(job) ? job : undefined;
  const failure = ordered && job?.state === "failed" ? job.error : undefined;
  const isOn = expected(ordered, state, failure) ?? state !== "disabled";

  const follow = (id: string | undefined, isOn: boolean) =>
    setOrdered({ id, isOn, from: state });
  const order = async (isOn: boolean) => {
    follow(undefined, isOn);
    const action = isOn ? "enable" : "disable";
    const begun = await send({ action, plugin: plugin.name });
    if (begun) follow(begun.id, isOn);
    else setOrdered(undefined);
  };
  return {
    isShown: access?.allowed.includes("enable") ?? false,
    isOn,
    isBusy: isSending || underWay !== undefined,
    reason: lockedBecause(plugin, access),
    job: underWay,
    problem: refusal ?? failure,
    isAsking,
    toggle: () => {
      forget();
      if (!isOn && asksPermissions(plugin.permissions)) setAsking(true);
      else void order(!isOn);
    },
    answer: (begun) => {
      setAsking(false);
      if (begun) follow(begun.id, true);
    },
  };
}

/** What was ordered holds until the list says so, too, unless it failed. */
function expected(
  ordered: Ordered | undefined,
  state: string,
  failure: Problem | undefined,
): boolean | undefined {
  if (failure || ordered?.from !== state) return undefined;
  return ordered.isOn;
}

function lockedBecause(
  { origin }: ManagedPlugin,
  access: Access | undefined,
): string | undefined {
  if (origin.isLocked) {
    const { place } = origin;
    const where = place
      ? `${place.file}${place.line === undefined ? "" : `:${place.line}`}`
      : "The configuration";
    return `${where} says “locked: true”.`;
  }
  if (access?.isReadOnly) {
    return "This portal follows its configuration files. Change it there.";
  }
  return undefined;
}
