import { Button } from "@backstage/ui";
import type { Problem as ProblemData, Settings } from "@flyloft/management";
import { Notice } from "../../management/Notice.tsx";
import { Problem } from "../../management/Problem.tsx";
import type { RefusedError } from "../../management/RefusedError.ts";
import { focusField } from "./focusField.ts";
import { labelOf } from "./labelOf.ts";
import { parsePointer } from "./pointers.ts";
import styles from "./SettingsForm.module.css";

export interface SettingsNoticesProps {
  readonly settings: Settings;
  readonly isOutdated: boolean;
  readonly refusal: RefusedError | undefined;
  readonly problem: ProblemData | undefined;
  readonly onStartOver: () => void;
}

/** Why settings can't be changed, were not saved, or are others by now. */
export function SettingsNotices(props: SettingsNoticesProps) {
  const { settings, isOutdated, refusal, problem, onStartOver } = props;
  const fields = refusal?.fields ?? [];
  const isConflict = isOutdated || refusal?.status === 409;
  return (
    <div className={styles.notices} aria-live="assertive">
      {settings.isReadOnly && (
        <Notice tone="info" role="note" title="These settings are read-only">
          <p>They are changed in the portal’s configuration files.</p>
        </Notice>
      )}
      {isConflict && (
        <Notice
          tone="warning"
          title="Somebody else changed these settings"
          actions={
            <Button variant="secondary" size="small" onPress={onStartOver}>
              Reload
            </Button>
          }
        >
          <p>
            {refusal?.status === 409
              ? problem?.message
              : "What you wrote is kept here until you reload."}
          </p>
        </Notice>
      )}
      {problem && !isConflict && fields.length === 0 && (
        <Problem tone="danger" problem={problem} />
      )}
      {fields.length > 0 && (
        <Notice
          tone="danger"
          title={
            fields.length === 1
              ? "One setting is wrong. Nothing was saved."
              : `${fields.length} settings are wrong. Nothing was saved.`
          }
        >
          <ul className={styles.wrong}>
            {fields.map(({ path, message }) => (
              <li key={path + message}>
                <button type="button" onClick={() => focusField(path)}>
                  {parsePointer(path)
                    .map((key) => labelOf(key))
                    .join(" › ")}
                </button>
                : {message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}
