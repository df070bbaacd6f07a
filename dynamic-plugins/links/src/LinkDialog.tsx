import { useState, type FormEvent } from "react";
import { useApi } from "@backstage/frontend-plugin-api";
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  TextField,
} from "@backstage/ui";
import styles from "./Links.module.css";
import { linksApiRef, type Link, type LinkInput } from "./linksApi.ts";

export interface LinkDialogProps {
  /** The link to change; a new one is added where there is none. */
  readonly link: Link | undefined;
  readonly onCancel: () => void;
  readonly onSaved: () => void;
}

export function LinkDialog({ link, onCancel, onSaved }: LinkDialogProps) {
  const api = useApi(linksApiRef);
  const [input, setInput] = useState<LinkInput>(
    link ?? { title: "", url: "", group: "" },
  );
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const field = (name: keyof LinkInput) => ({
    value: input[name],
    onChange: (value: string) => setInput({ ...input, [name]: value }),
  });

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    const { title, url, group } = input;
    try {
      await (link
        ? api.change(link.id, { title, url, group })
        : api.add({ title, url, group }));
      onSaved();
    } catch (error) {
      setProblem((error as Error).message);
      setSaving(false);
    }
  };

  return (
    <Dialog isOpen isDismissable onOpenChange={onCancel} width={480}>
      <DialogHeader>{link ? "Edit link" : "Add link"}</DialogHeader>
      <form className={styles.form} onSubmit={save}>
        <DialogBody>
          <div className={styles.fields}>
            {problem && (
              <Alert
                status="danger"
                icon
                role="alert"
                title="Not saved"
                description={problem}
              />
            )}
            <TextField
              label="Title"
              isRequired
              maxLength={200}
              {...field("title")}
            />
            <TextField
              label="Address"
              type="url"
              isRequired
              maxLength={2000}
              placeholder="https://…"
              {...field("url")}
            />
            <TextField
              label="Group"
              secondaryLabel="Optional"
              maxLength={60}
              {...field("group")}
            />
          </div>
        </DialogBody>
        <DialogFooter>
          <Button variant="secondary" onPress={onCancel}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" isPending={saving}>
            Save
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
