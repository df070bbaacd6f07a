import { Button } from "@backstage/ui";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router-dom";
import inputStyles from "../../management/Input.module.css";
import { installPath } from "../../management/pluginPath.ts";
import styles from "./InstallPage.module.css";

export interface ReferenceFormProps {
  readonly label: string;
  readonly placeholder: string;
  /** Makes a reference of what was typed. */
  readonly complete?: (text: string) => string;
}

/** Takes a reference, and leads to its plan. */
export function ReferenceForm(props: ReferenceFormProps) {
  const { label, placeholder, complete } = props;
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reference = text.trim();
    if (!reference) return;
    navigate(installPath({ reference: complete?.(reference) ?? reference }));
  };
  return (
    <form className={styles.field} onSubmit={submit}>
      <label>
        {label}
        <input
          className={inputStyles.input}
          placeholder={placeholder}
          value={text}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={1024}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Button type="submit" variant="secondary" isDisabled={!text.trim()}>
        Continue
      </Button>
    </form>
  );
}
