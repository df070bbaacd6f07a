/** Faults that take more than a registry to show: a full disk, a killed process, another one at the same time. */
export const elsewhere: readonly {
  readonly row: number;
  readonly title: string;
  readonly file: string;
  readonly test: string;
}[] = [
  {
    row: 2,
    title: "the registry is down, and a plugin is required",
    file: "../../cli/test/flyloft.test.ts",
    test: "refuses to start where the registry of a required plugin is down and nothing is stored",
  },
  {
    row: 17,
    title: "the disk is full",
    file: "fileSystems.test.ts",
    test: "ends where the disk is full, leaves nothing of the plugin, and what was there stays usable",
  },
  {
    row: 18,
    title: "killed in the middle of a download",
    file: "interruptions.test.ts",
    test: "leaves a staging folder when it is killed, which the next start sweeps before it installs",
  },
  {
    row: 19,
    title: "killed in the middle of an archive",
    file: "../../../e2e/kill.test.ts",
    test: "mid-extract",
  },
  {
    row: 20,
    title: "a power cut",
    file: "interruptions.test.ts",
    test: "checks a package that a run of the machine before wrote, and fetches it again where a power cut left it damaged",
  },
  {
    row: 21,
    title: "two at once",
    file: "interruptions.test.ts",
    test: "gives two processes at once the same package",
  },
  {
    row: 22,
    title: "a file of an installed plugin was changed",
    file: "interruptions.test.ts",
    test: "fetches a package again whose file was changed on disk",
  },
  {
    row: 23,
    title: "a store that can't be written",
    file: "fileSystems.test.ts",
    test: "says which folder of the store it is",
  },
  {
    row: 26,
    title: "one plugin twice",
    file: "npmPackages.test.ts",
    test: "names each plugin that can't be had, with its line, and installs the others",
  },
];
