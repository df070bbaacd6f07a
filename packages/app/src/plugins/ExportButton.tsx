import { Button } from "@backstage/ui";
import { useState } from "react";
import { answerOf, problemOf } from "../management/answerOf.ts";
import { useManagement } from "../management/Management.tsx";

/** Brings what administrators changed as YAML, to put it under version control. */
export function ExportButton() {
  const { client, may } = useManagement();
  const [failure, setFailure] = useState<string>();
  const save = async () => {
    setFailure(undefined);
    try {
      const ready = await client;
      const text = await answerOf(ready.GET("/export", { parseAs: "text" }));
      download(text ?? "", "app-config.plugins.yaml");
    } catch (error) {
      setFailure(problemOf(error).message);
    }
  };
  if (!may("inspect")) return null;
  return (
    <>
      <span role="alert">{failure}</span>
      <Button variant="secondary" size="small" onPress={() => void save()}>
        Export as YAML
      </Button>
    </>
  );
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(
    new Blob([text], { type: "application/yaml" }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
