import { randomUUID } from "node:crypto";
import { request as sendRequest } from "node:http";
import { text } from "node:stream/consumers";
import {
  type Operation,
  readDescription,
  readOperations,
} from "@flyloft/management/server";
import type { Refusal } from "@flyloft/management";
import { plugin, writePlugin } from "./fixturePlugins.ts";
import type { Fixture } from "./startFixture.ts";

export const API = "/api/plugin-manager/v1";

/** Every operation that the description knows. */
export async function listOperations(): Promise<readonly Operation[]> {
  return readOperations(await readDescription());
}

/** A URL that the operation answers, about the plugin. */
export function urlOf({ path }: Operation, name: string): string {
  const values: Readonly<Record<string, string>> = {
    name: encodeURIComponent(name),
    id: randomUUID(),
    number: "1",
    catalog: "acme",
  };
  return (
    API + path.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? "")
  );
}

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallAnswer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly code: string | undefined;
}

/** Calls the API as the signed-in guest. */
export async function call<Body = Refusal>(
  portal: Fixture,
  { method = "GET", path, body, headers }: Call,
): Promise<CallAnswer<Body>> {
  return send(portal.url + API + path, {
    method,
    headers: {
      ...(await portal.guest()),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

interface Sending {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Over a connection of its own: one that is kept may lead to the generation before. */
export async function send<Body = Refusal>(
  url: string,
  { method, headers, body }: Sending,
): Promise<CallAnswer<Body>> {
  const { promise, resolve, reject } =
    Promise.withResolvers<CallAnswer<Body>>();
  const options = { method, headers, agent: false };
  const request = sendRequest(url, options, (response) => {
    const { statusCode = 0 } = response;
    text(response).then((answered) => {
      const isJson = response.headers["content-type"]?.includes("json");
      const parsed = (isJson ? JSON.parse(answered) : {}) as Body;
      const { code } = (parsed as Partial<Refusal>).error ?? {};
      resolve({ status: statusCode, body: parsed, code });
    }, reject);
  });
  request.on("error", reject);
  request.end(body);
  return promise;
}

/** The modes of the policy that {@link writePolicy} brings. */
export type PolicyMode = "deny" | "look" | "conditional" | "allow";

/**
 * Two packages: a policy whose mode is a variable of the process that they share, and a plugin whose route
 * `POST /api/policy-switch/<mode>` sets it. `GET /api/policy-switch/token` gives that plugin's own token.
 */
export function writePolicy(parent: string): readonly string[] {
  const decide = (rule: string, params: string) =>
    `({ result: "CONDITIONAL", pluginId: "plugin-manager", resourceType: "flyloft-plugin",
        conditions: { anyOf: [{ rule: "${rule}", resourceType: "flyloft-plugin", params: ${params} }] } })`;
  const policy = writePlugin(parent, "@acme/policy", {
    role: "backend-plugin-module",
    packageJson: {
      backstage: { role: "backend-plugin-module", pluginId: "permission" },
    },
    files: {
      "index.js": `
        const api = require("@backstage/backend-plugin-api");
        const { policyExtensionPoint } = require("@backstage/plugin-permission-node/alpha");
        const CONDITIONS = {
          "plugin.read": ${decide("IS_PLUGIN", '{ names: ["@acme/*"] }')},
          "plugin.inspect": ${decide("IS_FROM_SOURCE", '{ sources: ["npm"] }')},
          "plugin.install": ${decide("IS_FROM_REGISTRY", '{ registries: ["@acme", "*.acme.example"] }')},
          "plugin.enable": ${decide("IS_PLUGIN", '{ names: ["@acme/one"] }')},
          "plugin.maintain": ${decide("IS_PLUGIN", '{ names: ["@acme/*"] }')},
          "plugin.develop": ${decide("IS_PLUGIN", '{ names: ["@acme/*"] }')},
        };
        const decide = (name) => {
          const mode = globalThis.policyMode ?? "deny";
          if (!name.startsWith("plugin.") || mode === "allow") return { result: "ALLOW" };
          if (mode === "look") return { result: name === "plugin.read" ? "ALLOW" : "DENY" };
          return (mode === "conditional" && CONDITIONS[name]) || { result: "DENY" };
        };
        exports.default = api.createBackendModule({
          pluginId: "permission",
          moduleId: "fixture-policy",
          register(env) {
            env.registerInit({
              deps: { policy: policyExtensionPoint },
              async init({ policy }) {
                policy.setPolicy({ handle: async ({ permission }) => decide(permission.name) });
              },
            });
          },
        });`,
    },
  });
  const init = `
    const router = Router();
    router.post("/:mode", (req, res) => {
      globalThis.policyMode = req.params.mode;
      res.json({});
    });
    router.get("/token", async (_req, res) => {
      const onBehalfOf = await services.auth.getOwnServiceCredentials();
      const targetPluginId = "plugin-manager";
      res.json(await services.auth.getPluginRequestToken({ onBehalfOf, targetPluginId }));
    });
    http.use(router);
    http.addAuthPolicy({ path: "/", allow: "unauthenticated" });`;
  const toggle = writePlugin(parent, "@acme/policy-switch", {
    files: {
      "index.js": `
        const api = require("@backstage/backend-plugin-api");
        const { Router } = require("express");
        exports.default = ${plugin("policy-switch", init, "auth: api.coreServices.auth")};`,
    },
  });
  return [policy, toggle];
}

export async function setPolicy(
  portal: Pick<Fixture, "url">,
  mode: PolicyMode,
): Promise<void> {
  const url = `${portal.url}/api/policy-switch/${mode}`;
  const { ok } = await fetch(url, { method: "POST" });
  if (!ok) throw new Error(`The policy did not become '${mode}'.`);
}
