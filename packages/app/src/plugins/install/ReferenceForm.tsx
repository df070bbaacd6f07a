import { Button, TextField } from "@backstage/ui";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router-dom";
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
      <TextField
        label={label}
        placeholder={placeholder}
        value={text}
        onChange={setText}
        autoComplete="off"
        spellCheck="false"
        maxLength={1024}
      />
      <Button type="submit" variant="secondary" isDisabled={!text.trim()}>
        Continue
      </Button>
    </form>
  );
}
