import { useSettingsField } from "./SettingsContext.ts";
import styles from "./SettingsForm.module.css";

/** A setting that no form can be made for. */
export function UnsupportedTemplate() {
  const { path } = useSettingsField();
  return (
    <p className={styles.inherited}>
      Set <code>{path.join(".")}</code> in app-config.yaml: there is no form for
      what it takes.
    </p>
  );
}
