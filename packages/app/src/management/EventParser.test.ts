import { expect, it } from "vitest";
import { EventParser } from "./EventParser.ts";

it("reads events from pieces that end anywhere", () => {
  const parser = new EventParser();
  expect(parser.push("event: jo")).toEqual([]);
  expect(parser.push('b\ndata: {"a":\ndata: 1}\n')).toEqual([]);
  expect(parser.push("\nda")).toEqual([{ event: "job", data: '{"a":\n1}' }]);
  expect(parser.push("ta:x\n\n")).toEqual([{ event: "message", data: "x" }]);
});

it("takes every kind of line end, also one that two pieces share", () => {
  const parser = new EventParser();
  expect(parser.push("data: a\r\n\r\ndata: b\r\rdata: c\r")).toEqual([
    { event: "message", data: "a" },
    { event: "message", data: "b" },
  ]);
  expect(parser.push("\n\r\n")).toEqual([{ event: "message", data: "c" }]);
});

it("passes over comments and events without data", () => {
  const parser = new EventParser();
  expect(parser.push(": still here\n\nevent: job\n\nid: 4\n\n")).toEqual([]);
});
