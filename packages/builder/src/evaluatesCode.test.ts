import { expect, it } from "vitest";
import { evaluatesCode } from "./evaluatesCode.ts";

it("finds what compiles code at run time", () => {
  expect(evaluatesCode("let o=new Function(`${s.self}`,`${s.scope}`,i)")).toBe(
    true,
  );
  expect(evaluatesCode('return Function(i,h+"return "+d).apply(0,c)')).toBe(
    true,
  );
});

it("lets those be that only ask, or want the global object", () => {
  for (const script of [
    'try{return Function(""),!0}catch(e){return!1}',
    'globalThis||new Function("return this")()',
    'a=Function("binder","return function ("+i(y,",")+")")',
    "isFunction(x)&&_.Function(y)",
    "x instanceof Function",
  ]) {
    expect(evaluatesCode(script), script).toBe(false);
  }
});
