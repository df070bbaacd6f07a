import type { Job, JobStep } from "@flyloft/management";
import type { Assembly } from "../assembleGeneration.ts";
import type { DesiredRow } from "./DesiredState.ts";
import type { Removal } from "./Removal.ts";

export type Tell = (step: Omit<JobStep, "at">) => void;

/** What somebody wants of one plugin. */
export interface Wish {
  readonly kind: Job["kind"];
  /** The package, or the reference while its name is unknown. */
  readonly plugin: string;
  readonly key: string;
  /**
   * What is desired with it; `null` where nothing is any more. Asked while no other change is under way.
   *
   * @throws why it can't be
   */
  next(row: DesiredRow | undefined): DesiredRow | null;
  /** What is kept of the row before, to go back to; the row itself where left out. */
  remember?(row: DesiredRow | null): DesiredRow;
  /** Keys of others that go with it. */
  readonly alsoRemoved?: readonly string[];
  /** Values of new secrets, by id. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** What `finish` removes. */
  readonly removal?: Removal;
  /** It is to be active afterwards, or nothing changes. */
  readonly mustWork: boolean;
  /** What changed, in words. */
  summarize(after: Assembly): string;
  /** What is done once it is in force; problems of it are warnings. */
  finish?(tell: Tell): Promise<NonNullable<Job["warnings"]>>;
}
