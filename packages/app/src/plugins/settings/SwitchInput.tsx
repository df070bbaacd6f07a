import type { WidgetProps } from "@rjsf/utils";
import { useSettingsField } from "./SettingsContext.ts";
import styles from "./SettingsForm.module.css";
import type { Values } from "./settingsValues.ts";

/** On or off. Until somebody switches it, it shows what is inherited. */
export function SwitchInput(props: WidgetProps<Values>) {
  const { id, readonly, disabled, onChange } = props;
  const field = useSettingsField();
  const value = props.value as boolean | undefined;
  const isOn = value ?? field.inherited === true;
  return (
    <input
      id={id}
      className={styles.switch}
      type="checkbox"
      role="switch"
      aria-checked={isOn}
      checked={isOn}
      disabled={readonly || disabled}
      aria-invalid={field.isInvalid || undefined}
      aria-describedby={field.describedBy}
      aria-labelledby={`${field.id}:label`}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}
