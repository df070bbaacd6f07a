import { Button } from "@backstage/ui";
import { useState } from "react";
import { answerOf, problemOf } from "../../management/answerOf.ts";
import { useManagement } from "../../management/Management.tsx";

/** Starts the process of an isolated plugin now instead of at its next turn. */
export function RetryButton({ plugin }: { readonly plugin: string }) {
  const { client, may } = useManagement();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<string>();
  if (!may("maintain")) return null;
  const retry = async () => {
    setPending(true);
    setFailure(undefined);
    try {
      const params = { path: { name: plugin } };
      const ready = await client;
      await answerOf(ready.POST("/plugins/{name}/retry", { params }));
    } catch (error) {
      setFailure(problemOf(error).message);
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <Button
        variant="secondary"
        isPending={isPending}
        onPress={() => void retry()}
      >
        Start it now
      </Button>
      {failure && <span role="alert">{failure}</span>}
    </>
  );
}
