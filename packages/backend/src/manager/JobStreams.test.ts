import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Job } from "@flyloft/management";
import { describe, expect, it } from "vitest";
import { JobStreams } from "./JobStreams.ts";
import { SupervisorLink } from "./SupervisorLink.ts";

const job: Job = {
  id: "00000000-0000-0000-0000-000000000000",
  kind: "reload",
  actor: "user:default/me",
  state: "running",
  createdAt: "2026-01-01T00:00:00.000Z",
  steps: [],
};

describe("the stream of a job", () => {
  it("is not kept for somebody who left before it began", () => {
    const link = new SupervisorLink(() => undefined);
    const followed: string[] = [];
    const follow = link.follow.bind(link);
    link.follow = (id, listener) => {
      followed.push(id);
      return follow(id, listener);
    };
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    response.destroy();
    new JobStreams(link).open(response, job);
    expect(followed).toEqual([]);
  });
});
