import {
  discoveryApiRef,
  identityApiRef,
  useApi,
} from "@backstage/frontend-plugin-api";
import type { Problem as ProblemData, Upload } from "@flyloft/management";
import CloudIcon from "@material-ui/icons/CloudUploadOutlined";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { problemOf } from "../../management/answerOf.ts";
import { formatBytes } from "../../management/format.ts";
import { ProblemAlert } from "../../management/ProblemAlert.tsx";
import { ProgressBar } from "../../management/ProgressBar.tsx";
import { uploadArchive } from "./uploadArchive.ts";
import styles from "./UploadZone.module.css";

export interface UploadZoneProps {
  /** The portal examined it and would install it. */
  readonly onUploaded: (upload: Upload) => void;
}

interface Sending {
  readonly file: File;
  /** From 0 to 1. */
  readonly share: number;
}

/** Takes an archive by drag and drop or from a file dialog, and says why one is refused. */
export function UploadZone({ onUploaded }: UploadZoneProps) {
  const discovery = useApi(discoveryApiRef);
  const identity = useApi(identityApiRef);
  const input = useRef<HTMLInputElement>(null);
  const abort = useRef<AbortController>();
  const [sending, setSending] = useState<Sending>();
  const [problem, setProblem] = useState<ProblemData>();
  const [isOver, setOver] = useState(false);
  useEffect(() => () => abort.current?.abort(), []);

  const take = async (file: File | undefined) => {
    if (!file || sending) return;
    const { signal } = (abort.current = new AbortController());
    setProblem(undefined);
    setSending({ file, share: 0 });
    try {
      const [address, { token }] = await Promise.all([
        discovery.getBaseUrl("plugin-manager"),
        identity.getCredentials(),
      ]);
      const upload = await uploadArchive(file, {
        url: `${address}/v1/uploads?filename=${encodeURIComponent(file.name)}`,
        token,
        signal,
        onProgress: (share) => setSending({ file, share }),
      });
      onUploaded(upload);
    } catch (error) {
      if (!signal.aborted) setProblem(problemOf(error));
    } finally {
      setSending(undefined);
      if (input.current) input.current.value = "";
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };

  return (
    <div data-kept>
      <div
        className={styles.zone}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          ref={input}
          id="plugin-archive"
          className={styles.input}
          type="file"
          accept=".zip,.tgz,.tar.gz,application/zip,application/gzip"
          disabled={sending !== undefined}
          onChange={(event) => void take(event.target.files?.[0])}
        />
        {sending ? (
          <Progress sending={sending} />
        ) : (
          <label className={styles.label} htmlFor="plugin-archive">
            <CloudIcon aria-hidden="true" />
            <span>
              <b>Choose an archive</b> or drop it here
            </span>
            <small>.zip or .tgz, up to 50 MB</small>
          </label>
        )}
      </div>
      <ProblemAlert problem={problem} />
    </div>
  );
}

function Progress({ sending: { file, share } }: { readonly sending: Sending }) {
  const percent = Math.round(share * 100);
  return (
    <div className={styles.progress}>
      <output>
        {percent < 100
          ? `Sending ${file.name} (${formatBytes(file.size)}) …`
          : `Examining ${file.name} …`}
      </output>
      <ProgressBar label={`Upload of ${file.name}`} share={share} />
    </div>
  );
}
