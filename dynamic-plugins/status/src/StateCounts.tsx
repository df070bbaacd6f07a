import type { PluginReport, PluginStatus } from "@flyloft/plugin-core";
import styles from "./Status.module.css";

const STATES: readonly {
  readonly state: PluginStatus["state"];
  readonly label: string;
}[] = [
  { state: "active", label: "Active" },
  { state: "starting", label: "Starting" },
  { state: "failed", label: "Failed" },
  { state: "disabled", label: "Disabled" },
];

export function StateCounts(props: {
  readonly plugins: readonly PluginReport[];
}) {
  return (
    <dl className={styles.counts}>
      {STATES.map(({ state, label }) => (
        <div key={state} className={styles.count} data-state={state}>
          <dt>{label}</dt>
          <dd>
            {
              props.plugins.filter((plugin) => plugin.status.state === state)
                .length
            }
          </dd>
        </div>
      ))}
    </dl>
  );
}
