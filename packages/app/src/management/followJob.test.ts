import type { Job, Problem } from "@flyloft/management";
import { describe, expect, it } from "vitest";
import { followJob } from "./followJob.ts";
import { answerJson, startAnswering } from "./startAnswering.fixture.ts";

const ID = "11111111-1111-4111-8111-111111111111";

const jobIn = (state: Job["state"]): Job => ({
  id: ID,
  kind: "install",
  actor: "user:default/guest",
  state,
  createdAt: "2026-01-01T00:00:00Z",
  steps: [],
});

const event = (job: Job) => `event: job\ndata: ${JSON.stringify(job)}\n\n`;

describe("a job that is followed", () => {
  it("is told as it goes, also where the process that tells ends before it", async () => {
    let streams = 0;
    const { client } = await startAnswering(({ url = "" }, response) => {
      if (!url.endsWith("/events")) {
        return answerJson(response, 200, jobIn("running"));
      }
      streams += 1;
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(event(jobIn(streams === 1 ? "running" : "succeeded")));
      // The first one is cut off in the middle of an event.
      if (streams === 1) {
        response.write("event: jo");
        setTimeout(() => response.destroy(), 20);
      } else response.end();
      return undefined;
    });
    const states: string[] = [];
    const troubles: Problem[] = [];
    await followJob(client, {
      id: ID,
      signal: new AbortController().signal,
      onJob: ({ state }) => states.push(state),
      onTrouble: (problem) => troubles.push(problem),
    });
    expect(states).toEqual(["running", "running", "running", "succeeded"]);
    expect(streams).toBe(2);
  });

  it("is asked for again while nothing answers", async () => {
    let requests = 0;
    const { client } = await startAnswering((_, response) => {
      requests += 1;
      if (requests === 1) return void response.socket?.destroy();
      if (requests === 2) return answerJson(response, 503, {});
      return answerJson(response, 200, jobIn("failed"));
    });
    const troubles: string[] = [];
    const states: string[] = [];
    await followJob(client, {
      id: ID,
      signal: new AbortController().signal,
      onJob: ({ state }) => states.push(state),
      onTrouble: ({ code }) => troubles.push(code),
    });
    expect(states).toEqual(["failed"]);
    expect(troubles).toEqual([
      "APP_MANAGER_UNREACHABLE",
      "APP_MANAGER_REFUSED",
    ]);
  });

  it("is given up where nobody knows it", async () => {
    const error = { code: "MANAGE_NO_JOB", message: "No job.", hint: "Look." };
    const { client } = await startAnswering((_, response) =>
      answerJson(response, 404, { error }),
    );
    const followed = followJob(client, {
      id: ID,
      signal: new AbortController().signal,
      onJob: () => {},
      onTrouble: () => {},
    });
    await expect(followed).rejects.toMatchObject({ problem: error });
  });
});
