import type { Job, JobStep } from "@flyloft/management";

type Verbs = readonly [doing: string, done: string, failed: string];

const VERBS: Readonly<Record<Job["kind"], Verbs>> = {
  install: ["Installing", "is installed", "was not installed"],
  enable: ["Enabling", "is enabled", "was not enabled"],
  disable: ["Disabling", "is disabled", "was not disabled"],
  configure: [
    "Saving the settings of",
    "has its new settings",
    "keeps its settings",
  ],
  reset: [
    "Resetting the settings of",
    "has its default settings",
    "keeps its settings",
  ],
  grant: [
    "Changing the permissions of",
    "has its new permissions",
    "keeps its permissions",
  ],
  upgrade: ["Upgrading", "is upgraded", "was not upgraded"],
  rollback: ["Rolling back", "is rolled back", "was not rolled back"],
  uninstall: ["Uninstalling", "is uninstalled", "was not uninstalled"],
  "rollback-portal": ["Rolling back", "is rolled back", "was not rolled back"],
  reload: ["Reloading", "is reloaded", "was not reloaded"],
};

/** `Installing Radar …`, `Radar is installed` or `Radar was not installed`. */
export function describeJob(job: Job, title = job.plugin): string {
  const [doing, done, failed] = VERBS[job.kind];
  const what = title ?? "The portal";
  if (job.state === "succeeded") return `${what} ${done}`;
  if (job.state === "failed") return `${what} ${failed}`;
  return `${doing} ${title ?? "the portal"} …`;
}

/** `Enabling …`, where the plugin's name stands beside it. */
export function describeBriefly({ kind }: Job): string {
  return `${VERBS[kind][0].replace(/^(\w+) the (.+) of$/, "$1 $2")} …`;
}

type Stage = NonNullable<JobStep["stage"]>;

/** The way of a change, as the bar shows it. What a job skips counts as done when it is past it. */
const STAGES: readonly Stage[] = [
  "resolve",
  "fetch",
  "verify",
  "install",
  "prepare",
  "serve",
];

/** How far a job is, from 0 to 1: by its stage, and within the download by bytes. */
export function progressOf(job: Job): number {
  if (job.state === "succeeded") return 1;
  const reached = job.steps.findLast(({ stage }) => stage !== undefined);
  if (!reached?.stage) return 0;
  const index = STAGES.indexOf(reached.stage);
  if (index === -1) return 0.95;
  return (index + shareOf(reached)) / STAGES.length;
}

function shareOf({ received, total }: JobStep): number {
  if (received === undefined || !total) return 0.5;
  return Math.min(received / total, 1);
}
