import { expect, it } from "vitest";
import { safeImage, safeLink } from "./safeAddresses.ts";

it("follows https only", () => {
  expect(safeLink("https://acme.example/docs")).toBe(
    "https://acme.example/docs",
  );
  for (const href of [
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "http://acme.example",
    "//acme.example",
    "/settings",
    "#part",
    "data:text/html,<script>",
    "vbscript:x",
  ]) {
    expect(safeLink(href)).toBe("");
  }
});

it("shows pictures by https or out of the text", () => {
  expect(safeImage("https://acme.example/a.png")).toBe(
    "https://acme.example/a.png",
  );
  expect(safeImage("data:image/png;base64,AA")).toBe(
    "data:image/png;base64,AA",
  );
  for (const src of [
    "data:text/html;base64,AA",
    "data:image/png",
    "javascript:alert(1)",
    "./logo.png",
    "http://acme.example/a.png",
  ]) {
    expect(safeImage(src)).toBe("");
  }
});
