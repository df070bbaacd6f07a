import { useState } from "react";
import { useApi } from "@backstage/frontend-plugin-api";
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Text,
} from "@backstage/ui";
import { linksApiRef, type Link } from "./linksApi.ts";

export interface RemoveDialogProps {
  readonly link: Link;
  readonly onCancel: () => void;
  readonly onRemoved: () => void;
}

export function RemoveDialog({ link, onCancel, onRemoved }: RemoveDialogProps) {
  const api = useApi(linksApiRef);
  const [problem, setProblem] = useState<string>();
  const remove = async () => {
    try {
      await api.remove(link.id);
      onRemoved();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <Dialog isOpen isDismissable onOpenChange={onCancel} width={420}>
      <DialogHeader>Delete link</DialogHeader>
      <DialogBody>
        {problem && (
          <Alert
            status="danger"
            icon
            role="alert"
            title="Not deleted"
            description={problem}
          />
        )}
        <Text as="p">“{link.title}” will be gone for everyone.</Text>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onCancel}>
          Cancel
        </Button>
        <Button variant="primary" destructive onPress={remove}>
          Delete
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
