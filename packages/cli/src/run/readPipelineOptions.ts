import type { OptionValues } from "../line/options.ts";

/** What start and plan share. */
export interface PipelineChoices {
  readonly configFiles: readonly string[];
  readonly frozen: boolean;
  readonly port: number | undefined;
}

export function readPipelineOptions(options: OptionValues): PipelineChoices {
  const { config: configFiles = [], frozen = false, port } = options;
  return {
    configFiles,
    frozen,
    port: port === undefined ? undefined : Number(port),
  };
}
