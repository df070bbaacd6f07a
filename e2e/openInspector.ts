export interface Inspector {
  /** Bytes of JavaScript objects that are left afterwards. */
  collectGarbage(): Promise<number>;
  close(): void;
}

/** Speaks to Node's debugger in a process that was started with `--inspect`, and said in its `log` where it is. */
export async function openInspector(log: string): Promise<Inspector> {
  const url = /Debugger listening on (ws:\S+)/.exec(log)?.[1];
  if (!url) throw new Error("There is no debugger.");
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  let id = 0;
  const ask = (method: string) =>
    new Promise<unknown>((resolve) => {
      const asked = (id += 1);
      const hear = ({ data }: MessageEvent) => {
        const said = JSON.parse(String(data)) as { id: number; result: object };
        if (said.id !== asked) return;
        socket.removeEventListener("message", hear);
        resolve(said.result);
      };
      socket.addEventListener("message", hear);
      socket.send(JSON.stringify({ id: asked, method }));
    });
  return {
    async collectGarbage() {
      await ask("HeapProfiler.collectGarbage");
      const { usedSize } = (await ask("Runtime.getHeapUsage")) as {
        usedSize: number;
      };
      return usedSize;
    },
    close: () => socket.close(),
  };
}
